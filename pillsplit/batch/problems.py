"""What is wrong with the rows of a batch: each is told, and its whole schedule is left out."""

from __future__ import annotations

import duckdb

from pillsplit.amounts.durations import LONGEST_STEP
from pillsplit.model.schedule import MOST_TIMES

LONGEST = 1 << 16
"""Days; a longer schedule is a slip."""
CREATE = """
create temp table problems (schedule_id {id}, row bigint, code varchar, text varchar);
create temp table left_out (schedule_id {id});
"""
ROWS = f"""
insert into problems
select schedule_id, row, code, text from (
    select schedule_id, row, case
        when schedule_id is null then 'schedule_id' when step is null or step < 0 then 'step'
        when days is null or days < 1 or days > {LONGEST_STEP} then 'days' else code end as code, case
        when schedule_id is null then 'there is no schedule_id: write whose row it is'
        when step is null or step < 0 then 'the step is no whole number from 0 on: write 1, 2, 3'
        when days is null or days < 1 or days > {LONGEST_STEP}
        then 'the days are no whole number from 1 to {LONGEST_STEP}: write how long the step lasts'
        else text end as text
    from known_rows
) where code is not null
"""
SCHEDULES = f"""
insert into problems
select schedule_id, min(row), 'release', 'names of one drug here are of different release: write one schedule for each'
from good_rows group by schedule_id, drug having min(release) <> max(release)
union all
select schedule_id, max(row), 'repeated', 'the step stands twice: write each once, and a time for each dose of a day'
from good_rows group by schedule_id, drug, step, time having count(*) > 1
union all
select schedule_id, max(row), 'times', 'more than {MOST_TIMES} doses of a drug a day: write at most so many'
from good_rows group by schedule_id, drug, step having count(*) > {MOST_TIMES}
union all
select schedule_id, max(row), 'days', 'the rows of a step are of different days: write the same for each'
from good_rows group by schedule_id, step having min(days) <> max(days)
union all
select schedule_id, min(row), 'days', 'the schedule is of more than {LONGEST:,} days: write a shorter one'
from good_rows group by schedule_id, drug, time having sum(days) > {LONGEST}
"""
SUSPECT = f"""
insert into suspects
select schedule_id from good_rows group by schedule_id
having count(*) <> bit_count(bit_or(cast(1 as bigint) << (step % 62))) or sum(days) > {LONGEST}
"""
"""Where no two steps share a mark of 62, none stands twice: only what is left is looked at closely."""


def leave_out(connection: duckdb.DuckDBPyConnection) -> int:
    """Leave the schedule of each problem out, and return how many there are."""
    connection.execute(
        "insert into left_out select distinct schedule_id from problems "
        "where schedule_id is not null and schedule_id not in (select schedule_id from left_out)"
    )
    return int(connection.sql("select count(*) from left_out").fetchall()[0][0])
