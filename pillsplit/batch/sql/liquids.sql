-- Which one liquid, or none, each schedule takes of each drug (the plan's choice, section 4.2 of the contract).
--
-- Reads two tables:
--   days      schedule_id, drug, step, days, dose: one row for each step of a schedule and drug
--   answers   drug, dose and what the table of answers holds: one row for each dose and liquid
-- and returns schedule_id, drug, liquid_order for those that take a liquid; all others take none.
--
-- The dialect is what DuckDB and Spark have in common.

with hard as (  -- doses that are not made exactly and alike with each liquid and without one: only these tell
    select
        days.schedule_id,
        days.drug,
        answers.liquid_order,
        sum(days.days * (1 - answers.is_made)) as unmade_days,
        sum(days.days * answers.off_parts) as off_parts,
        sum(days.days * answers.volume_parts) as volume_parts,
        sum(answers.may_not_fall) as may_not_fall
    from days
    join answers on answers.drug = days.drug and answers.dose = days.dose
    where not answers.is_same
    group by days.schedule_id, days.drug, answers.liquid_order
),

fewest as (  -- the days that are not made count first
    select schedule_id, drug, min(unmade_days) as unmade_days
    from hard
    group by schedule_id, drug
),

candidates as (
    select hard.*
    from hard
    join fewest
        on fewest.schedule_id = hard.schedule_id
        and fewest.drug = hard.drug
        and fewest.unmade_days = hard.unmade_days
),

made as (  -- every step of the candidates with doses of which a larger one is made no larger: only these may fail to fall
    select
        days.schedule_id,
        days.drug,
        candidates.liquid_order,
        days.step,
        days.days,
        answers.wanted_parts,
        answers.made_parts,
        case when answers.is_made = 1 then days.step end as made_step
    from candidates
    join days on days.schedule_id = candidates.schedule_id and days.drug = candidates.drug
    join answers
        on answers.drug = days.drug
        and answers.dose = days.dose
        and answers.liquid_order = candidates.liquid_order
    where candidates.may_not_fall > 0
),

beside_the_last_made as (
    select
        schedule_id,
        drug,
        liquid_order,
        days,
        wanted_parts,
        made_parts,
        max_by(wanted_parts, made_step) over earlier as wanted_before,
        max_by(made_parts, made_step) over earlier as made_before
    from made
    window earlier as (
        partition by schedule_id, drug, liquid_order
        order by step
        rows between unbounded preceding and 1 preceding
    )
),

not_falling as (
    select schedule_id, drug, liquid_order, sum(days) as no_fall_days
    from beside_the_last_made
    where wanted_parts < wanted_before and made_parts >= made_before
    group by schedule_id, drug, liquid_order
),

ranked as (
    select
        candidates.schedule_id,
        candidates.drug,
        candidates.liquid_order,
        row_number() over (
            partition by candidates.schedule_id, candidates.drug
            order by
                coalesce(not_falling.no_fall_days, 0),
                candidates.off_parts,
                candidates.volume_parts,
                candidates.liquid_order
        ) as place
    from candidates
    left join not_falling
        on not_falling.schedule_id = candidates.schedule_id
        and not_falling.drug = candidates.drug
        and not_falling.liquid_order = candidates.liquid_order
)

select schedule_id, drug, liquid_order
from ranked
where place = 1 and liquid_order > 0
