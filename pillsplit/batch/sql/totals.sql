-- What each schedule comes to, for each of its drugs.
--
-- Reads three tables:
--   days      schedule_id, drug, step, days, dose: as for liquids.sql; a row of 0 days stands for a step without the drug
--   answers   drug, dose and what the table of answers holds: one row for each dose and liquid
--   liquids   schedule_id, drug, liquid_order: what liquids.sql returns
-- and returns a row for each schedule and drug; volume_parts are in the parts of a millilitre of the table of answers.
--
-- Where a dose stands in no row of answers, its steps count as unanswered, and nothing else of them is known.
--
-- The dialect is what DuckDB and Spark have in common.

select
    days.schedule_id,
    days.drug,
    coalesce(max(liquids.liquid_order), 0) as liquid_order,
    cast(count(*) as bigint) as steps,
    cast(sum(case when answers.verdict_order = 0 then 1 else 0 end) as bigint) as whole,
    cast(sum(case when answers.verdict_order = 1 then 1 else 0 end) as bigint) as halves,
    cast(sum(case when answers.verdict_order = 2 then 1 else 0 end) as bigint) as thirds,
    cast(sum(case when answers.verdict_order = 3 then 1 else 0 end) as bigint) as quarters,
    cast(sum(case when answers.verdict_order = 4 then 1 else 0 end) as bigint) as eighths,
    cast(sum(case when answers.verdict_order = 5 then 1 else 0 end) as bigint) as liquid_steps,
    cast(sum(1 - answers.is_made) as bigint) as unreachable,
    cast(sum(case when answers.dose is null then 1 else 0 end) as bigint) as unanswered,
    min(case when answers.needs_liquid then days.step end) as first_needs_liquid,
    min(case when answers.is_made = 0 then days.step end) as first_unreachable,
    cast(sum(days.days * answers.piece_count) as bigint) as pieces,
    cast(sum(days.days * answers.volume_parts) as bigint) as volume_parts,
    bit_or(answers.product_bits) as product_bits
from days
left join liquids on liquids.schedule_id = days.schedule_id and liquids.drug = days.drug
left join answers
    on answers.drug = days.drug
    and answers.dose = days.dose
    and answers.liquid_order = coalesce(liquids.liquid_order, 0)
where days.days > 0
group by days.schedule_id, days.drug
