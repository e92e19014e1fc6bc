"""The database of one input file: rows in, the two texts of SQL over them, rows out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pillsplit.amounts.durations import LONGEST_STEP
from pillsplit.amounts.number import plain
from pillsplit.amounts.quantity import Mass
from pillsplit.batch import problems
from pillsplit.batch.figures import FIGURES, Day, Group
from pillsplit.batch.portions import portions
from pillsplit.batch.sources import Source, quoted
from pillsplit.batch.spellings import Drawn, Spellings, Wrong, read_doses
from pillsplit.model.codes import VERDICTS
from pillsplit.model.product import Solid

_ANSWERS = f"""
select t.schedule_id, n.name as drug, t.steps, {", ".join(f"t.{each}" for each in map(str, VERDICTS[:5]))},
    t.liquid_steps as liquid, t.unreachable, q.id as liquid_product, t.first_needs_liquid, t.first_unreachable,
    p.products, t.pieces, v.ml, t.unreachable = 0 as practical
from totals t
join drug_names n on n.drug = t.drug
left join liquid_names q on q.drug = t.drug and q.liquid_order = t.liquid_order
join product_sets p on p.drug = t.drug and p.product_bits = t.product_bits
join volumes v on v.drug = t.drug and v.volume_parts = t.volume_parts
order by t.schedule_id, n.name
"""


class Engine:
    """Answers one input file; each step leaves a table in the database for the next."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, source: Source, spellings: Spellings) -> None:
        self._database, self._source, self._spellings = connection, source, spellings
        self._groups: dict[int, Group] = {}
        self._masses: list[Mass] = []
        self._drawn: list[Drawn] = []
        self._masses_by_number: dict[int, Mass] = {}
        self._is_plain = False
        self._portions = ["true"]
        self.rows = 0

    def read(self, folder: Path, twice: pa.Table | None = None) -> None:
        """Read the rows, find what is wrong with them, and make the days of every schedule that is left.

        Args:
            folder: where what does not fit into memory may lie.
            twice: the ids of schedules that stand in another file too.
        """
        database, source = self._database, self._source
        drug = "drug" if source.has_drug else "cast(null as varchar)"
        database.execute(
            f"create temp view source as select schedule_id, file_row_number + 1 as row, {source.step} as step, "
            f"{source.days} as days, cast({drug} as varchar) as drug, {source.dose} as value, "
            f"{'cast(time as varchar)' if source.has_time else 'cast(null as varchar)'} as time from {source.rows}"
        )
        kind = database.sql("describe select schedule_id from source").fetchall()[0][1]
        database.execute(problems.CREATE.format(id=kind))
        database.execute(
            "create temp table pairs as select row_number() over (order by drug, value) as pair, drug, value, "
            "cast(rows as bigint) as rows, cast(wrong as bigint) as wrong from (select drug, value, count(*) as rows, "
            "count(*) filter (schedule_id is null or step is null or step < 0 or days is null or days < 1 "
            f"or days > {LONGEST_STEP}) as wrong from source group by drug, value)"
        )
        pairs = database.sql("select pair, drug, value, rows, wrong from pairs order by pair").fetchall()
        self.rows = sum(rows for *_, rows, _ in pairs)
        self._portions = portions(database, self.rows)
        meanings = self._meanings(pairs)
        is_right = twice is None and not any(row["code"] for row in meanings) and not any(pair[4] for pair in pairs)
        if twice is not None:
            database.register("twice", twice)
            database.execute(
                "insert into problems select schedule_id, min(row), 'two-files', 'the schedule stands in another file "
                "too: write each whole in one' from source where schedule_id in (select schedule_id from twice) "
                "group by schedule_id"
            )
        self._is_plain = is_right and source.is_plain and len({pair[1] for pair in pairs}) == 1
        if self._is_plain:
            self._plain_days()
        else:
            self._other_days(folder, meanings)

    def _meanings(self, pairs: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
        """Return what each pair of a drug and a dose means, and keep the doses by number."""
        doses = read_doses(self._source.dose, dict.fromkeys(pair[2] for pair in pairs))
        self._masses = sorted({Mass(0), *(mass for mass in doses.values() if isinstance(mass, Mass))})
        numbers = {mass: number for number, mass in enumerate(self._masses)}
        found: dict[Drawn, list[Mass]] = {}
        rows = []
        for pair, written, value, *_ in pairs:
            name = written if self._source.has_drug else self._spellings.request.drug
            drawn, mass = self._spellings.drug(name), doses[value]
            row: dict[str, Any] = {"pair": pair, "drug_name": None, "release": None, "dose": None}
            wrong = next((each for each in (drawn, mass) if isinstance(each, Wrong)), None)
            row["code"], row["text"] = wrong or (None, None)
            if isinstance(drawn, Drawn) and isinstance(mass, Mass):
                row |= {"drug_name": drawn.drug, "dose": numbers[mass]}
                row["release"] = None if drawn.release is None else str(drawn.release)
                found.setdefault(drawn, []).append(mass)
            rows.append(row)
        self._drawn = sorted(found, key=lambda each: (each.drug, str(each.release or "")))
        for number, drawn in enumerate(self._drawn):
            every = [mass for each, masses in found.items() if each.drug == drawn.drug for mass in masses]
            self._groups[number] = Group(number, self._spellings.answering(drawn), [Mass(0), *every])
        return rows

    def _plain_days(self) -> None:
        """Make the days where each row is one dose of one drug, in whole micrograms."""
        database = self._database
        good = (
            "create or replace temp view good_rows as select schedule_id, row, step, days, 0 as drug, "
            "cast(null as varchar) as release, value as dose, time from source"
        )
        database.execute("create temp table suspects as select schedule_id from source limit 0")
        for portion in self._portions:
            database.execute(f"{good} where {portion}")
            database.execute(problems.SUSPECT)
        database.execute(f"{good} where schedule_id in (select schedule_id from suspects)")
        database.execute(problems.SCHEDULES)
        out = " where schedule_id not in (select schedule_id from left_out)" if problems.leave_out(database) else ""
        database.execute(
            "create temp view dose_rows as select schedule_id, row, step, days, cast(0 as bigint) as drug, "
            f"cast(value as bigint) as dose from source{out}"
        )
        database.execute("create temp view every_day as select schedule_id, drug, step, days, dose from dose_rows")
        days = [Day(int(mass.mg * 1000), (mass,)) for mass in self._masses]
        self._keep_figures({0: days}, {int(mass.mg * 1000): mass for mass in self._masses})

    def _other_days(self, folder: Path, meanings: list[dict[str, Any]]) -> None:
        """Make the days of any rows: drugs and doses by their spellings, several doses a day, rows that are wrong."""
        database = self._database
        text, whole = pa.string(), pa.int64()
        schema = {"pair": whole, "drug_name": text, "release": text, "dose": whole, "code": text, "text": text}
        database.register("meanings", pa.Table.from_pylist(meanings, schema=pa.schema(list(schema.items()))))
        database.execute(
            "create temp table known as select p.drug, p.value, m.* exclude (pair) from pairs p "
            "join meanings m on m.pair = p.pair"
        )
        database.execute(
            "create temp view known_rows as select s.schedule_id, s.row, s.step, s.days, s.time, k.drug_name, "
            "k.release, k.dose, k.code, k.text from source s join known k on s.drug is not distinct from k.drug "
            "and s.value is not distinct from k.value"
        )
        database.execute(problems.ROWS)
        problems.leave_out(database)
        good = (
            "create or replace temp view good_rows as select schedule_id, row, step, days, time, drug_name as drug, "
            "release, dose from known_rows "
            "where schedule_id is not null and schedule_id not in (select schedule_id from left_out)"
        )
        for portion in self._portions:
            database.execute(f"{good} and {portion}")
            database.execute(problems.SCHEDULES)
        problems.leave_out(database)
        database.execute(good)
        numbers = pa.table(
            {
                "number": pa.array([number for number, _ in enumerate(self._drawn)], whole),
                "drug_name": pa.array([each.drug for each in self._drawn], text),
                "release": pa.array([str(each.release) if each.release else None for each in self._drawn], text),
            }
        )
        database.register("numbers", numbers)
        if any(each.release for each in self._drawn):
            # Where one row names the release, it is that of the drug in the whole schedule.
            database.execute(
                "create temp table named as select schedule_id, drug, max(release) as release from good_rows "
                "group by schedule_id, drug"
            )
            release = "(select schedule_id, drug, release from named)"
            rows = f"good_rows r join {release} e using (schedule_id, drug)"
        else:
            rows = "good_rows r join (select cast(null as varchar) as release) e on true"
        dose_rows = folder / "dose_rows.parquet"
        database.execute(
            f"copy (select r.schedule_id, r.row, r.step, r.days, n.number as drug, r.dose from {rows} "
            "join numbers n on n.drug_name = r.drug and n.release is not distinct from e.release order by r.row) "
            f"to {quoted(dose_rows)} (format parquet)"
        )
        database.execute(f"create temp view dose_rows as from read_parquet({quoted(dose_rows)})")
        self._days_of_dose_rows(folder)

    def _days_of_dose_rows(self, folder: Path) -> None:
        database = self._database
        days = {number: [Day(each, (mass,)) for each, mass in enumerate(self._masses)] for number in self._groups}
        # A list of one dose has that dose's number; the others are numbered after them.
        if self._source.has_time:
            grouped = folder / "grouped.parquet"
            database.execute(
                "copy (select schedule_id, drug, step, any_value(days) as days, list_sort(list(dose)) as doses "
                f"from dose_rows group by schedule_id, drug, step) to {quoted(grouped)} (format parquet)"
            )
            several = database.sql(
                f"select distinct drug, doses from read_parquet({quoted(grouped)}) order by drug, doses"
            ).fetchall()
            records = []
            for number, (drug, doses) in enumerate(several, start=len(self._masses)):
                day = doses[0] if len(doses) == 1 else number
                if len(doses) > 1:
                    days[drug].append(Day(number, tuple(self._masses[each] for each in doses)))
                records.append({"drug": drug, "doses": doses, "dose": day})
            schema = pa.schema([("drug", pa.int64()), ("doses", pa.list_(pa.int64())), ("dose", pa.int64())])
            database.register("day_numbers", pa.Table.from_pylist(records, schema=schema))
            database.execute(
                "create temp view day_rows as select g.schedule_id, g.drug, g.step, g.days, d.dose "
                f"from read_parquet({quoted(grouped)}) g join day_numbers d on d.drug = g.drug and d.doses = g.doses"
            )
        else:
            database.execute("create temp view day_rows as select schedule_id, drug, step, days, dose from dose_rows")
        fillers = folder / "fillers.parquet"
        database.execute(
            "copy (with of_two as (select schedule_id from day_rows group by schedule_id "
            "having min(drug) <> max(drug)), "
            "here as (select d.schedule_id, d.drug, d.step from day_rows d semi join of_two using (schedule_id)) "
            "select s.schedule_id, g.drug, s.step, cast(0 as bigint) as days, cast(0 as bigint) as dose "
            "from (select distinct schedule_id, step from here) s "
            "join (select distinct schedule_id, drug from here) g using (schedule_id) "
            "anti join here using (schedule_id, drug, step)) "
            f"to {quoted(fillers)} (format parquet)"
        )
        database.execute(
            "create temp view every_day as select * from day_rows "
            f"union all select * from read_parquet({quoted(fillers)})"
        )
        self._keep_figures(days, dict(enumerate(self._masses)))

    def _keep_figures(self, days: dict[int, list[Day]], masses: dict[int, Mass]) -> None:
        """Put the figures of every day, and the words for every dose, into the database."""
        rows: list[dict[str, Any]] = []
        words: list[dict[str, Any]] = []
        liquids, names = [], []
        for number, group in self._groups.items():
            here = [day for day in days[number] if all(map(group.has, day.doses))]
            rows += group.figures(here)
            names.append({"drug": number, "name": group.drug})
            liquids += [
                {"drug": number, "liquid_order": order, "id": liquid.id}
                for order, liquid in enumerate(group.liquids)
                if liquid
            ]
            for dose, mass in masses.items():
                if group.has(mass):
                    for order in range(len(group.liquids)):
                        answer = group.answer(mass, order)
                        words.append(
                            {"drug": number, "dose": dose, "liquid_order": order}
                            | {key: answer[key] for key in ("verdict", "made", "ml")}
                        )
        whole, text = pa.int64(), pa.string()
        self._table("answers", rows, FIGURES)
        self._table("drug_names", names, pa.schema([("drug", whole), ("name", text)]))
        self._table("liquid_names", liquids, pa.schema([("drug", whole), ("liquid_order", whole), ("id", text)]))
        keys = [(key, whole) for key in ("drug", "dose", "liquid_order")]
        self._table("words", words, pa.schema([*keys, *((k, text) for k in ("verdict", "made", "ml"))]))
        self._masses_by_number = masses

    def _table(self, name: str, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
        self._database.register("rows_of_it", pa.Table.from_pylist(rows, schema=schema))
        self._database.execute(f"create temp table {name} as select * from rows_of_it")
        self._database.unregister("rows_of_it")

    def total(self) -> None:
        """Choose the liquid of every schedule and drug, and add up what each comes to: the two texts of SQL."""
        liquids, totals = (
            (files("pillsplit.batch") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
            for name in ("liquids", "totals")
        )
        for portion in self._portions:
            self._database.execute(f"create or replace temp view days as select * from every_day where {portion}")
            self._database.execute(f"create or replace temp table liquids as {liquids}")
            begin = "create temp table totals as" if portion == self._portions[0] else "insert into totals"
            self._database.execute(f"{begin} {totals}")
        sets = []
        for drug, bits in self._database.sql("select distinct drug, product_bits from totals").fetchall():
            products = self._groups[drug].products
            taken = [each.id for place, each in enumerate(products) if bits >> place & 1]
            sets.append({"drug": drug, "product_bits": bits, "products": taken})
        whole = pa.int64()
        names = pa.schema([("drug", whole), ("product_bits", whole), ("products", pa.list_(pa.string()))])
        self._table("product_sets", sets, names)
        volumes = [
            {"drug": drug, "volume_parts": parts, "ml": plain(Fraction(parts, self._groups[drug].parts_of_ml))}
            for drug, parts in self._database.sql("select distinct drug, volume_parts from totals").fetchall()
        ]
        self._table("volumes", volumes, pa.schema([("drug", whole), ("volume_parts", whole), ("ml", pa.string())]))

    def summary(self) -> dict[str, int]:
        """Return how many rows, schedules and so on there are."""
        names = ("schedules", "practical", "with_liquid", "unreachable")
        figures = self._database.sql(
            "select count(*), count(*) filter (unmade = 0), count(*) filter (unmade = 0 and liquid > 0), "
            "count(*) filter (unmade > 0) from (select sum(unreachable) as unmade, sum(liquid_steps) as liquid "
            "from totals group by schedule_id)"
        ).fetchall()[0]
        out, wrong = self._database.sql(
            "select (select count(*) from left_out), (select count(*) from problems)"
        ).fetchall()[0]
        return {"rows": self.rows, **dict(zip(names, figures, strict=True)), "left_out": out, "wrong_rows": wrong}

    def problems(self) -> str:
        """Return SQL for a row for everything that is wrong."""
        return (
            f"select {quoted(self._source.path.name)} as file, row, schedule_id, code, text from problems "
            "order by row, code, text"
        )

    def answers(self) -> str:
        """Return SQL for a row for each schedule and drug."""
        return _ANSWERS

    def steps(self) -> str:
        """Return SQL for a row for each row that was read, in the same order."""
        if self._is_plain:
            first = "r.schedule_id, r.step, n.name as drug, r.days, r.dose as dose_ug, "
            rows = "dose_rows r "
        else:
            time = "s.time, " if self._source.has_time else ""
            first = f"r.schedule_id, r.step, {time}n.name as drug, r.days, s.value as {self._source.dose}, "
            rows = "dose_rows r join source s on s.row = r.row "
        return (
            f"select {first}w.verdict, w.made, q.id as liquid, w.ml from {rows}"
            "join drug_names n on n.drug = r.drug "
            "join totals t on t.schedule_id = r.schedule_id and t.drug = r.drug "
            "join words w on w.drug = r.drug and w.dose = r.dose and w.liquid_order = t.liquid_order "
            "left join liquid_names q on q.drug = r.drug and q.liquid_order = t.liquid_order and w.ml is not null "
            "order by r.row"
        )

    def stock(self) -> list[dict[str, Any]]:
        """Return a row for each product: tablets, parts, mL, bottles by volume alone, and schedules."""
        taken = self._database.sql(
            "select r.drug, r.dose, t.liquid_order, cast(sum(r.days) as bigint) from dose_rows r "
            "join totals t on t.schedule_id = r.schedule_id and t.drug = r.drug group by all"
        ).fetchall()
        tablets: dict[str, Fraction] = {}
        parts: dict[str, dict[str, int]] = {}
        volumes: dict[str, Fraction] = {}
        for drug, dose, order, days in taken:
            group = self._groups[drug]
            answer = group.answer(self._masses_by_number[dose], order)
            for item in answer["pieces"]:
                of = parts.setdefault(item["product"], {})
                of[item["part"]] = of.get(item["part"], 0) + item["count"] * days
                tablets[item["product"]] = tablets.get(item["product"], Fraction(0)) + (
                    Fraction(item["part"]) * item["count"] * days
                )
            liquid = group.liquids[order]
            if liquid and answer["volume_parts"]:
                volumes[liquid.id] = volumes.get(liquid.id, Fraction(0)) + Fraction(
                    answer["volume_parts"] * days, group.parts_of_ml
                )
        bottles = self._bottles()
        schedules: dict[str, int] = {}
        for drug, bits, count in self._database.sql(
            "select drug, product_bits, count(*) from totals group by all"
        ).fetchall():
            for place, product in enumerate(self._groups[drug].products):
                if bits >> place & 1:
                    schedules[product.id] = schedules.get(product.id, 0) + count
        every = {each.id: each for group in self._groups.values() for each in group.products}
        return [
            {
                "product": product,
                "drug": every[product].drug,
                "tablets": plain(tablets[product]) if isinstance(every[product], Solid) else None,
                "parts": json.dumps(dict(sorted(parts[product].items()))) if product in parts else None,
                "ml": plain(volumes[product]) if product in volumes else None,
                "bottles_at_least": bottles.get(product),
                "schedules": schedules[product],
            }
            for product in sorted(schedules)
        ]

    def _bottles(self) -> dict[str, int]:
        """Return how many bottles each liquid takes at least: those of each schedule by its volume alone."""
        bottles: dict[str, int] = {}
        for drug, order, parts, count in self._database.sql(
            "select drug, liquid_order, volume_parts, count(*) from totals where volume_parts > 0 group by all"
        ).fetchall():
            group = self._groups[drug]
            liquid = group.liquids[order]
            if liquid and liquid.bottles:
                volume = Fraction(parts, group.parts_of_ml)
                fewest = min(-(-volume // size.ml) for size in liquid.bottles)
                bottles[liquid.id] = bottles.get(liquid.id, 0) + int(fewest) * count
        return bottles
