"""One cycle with a plan: what docs/spec/16-procedure.md and docs/spec/50-verify.md, "Procedure", ask of it."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from tests.peers.by_spec.ledger import AGAIN, Body, Day, Reader, Statement, day, digest
from tests.peers.by_spec.points import after_points
from tests.peers.by_spec.targets import check_targets

STEPS = ("goals", "materials", "review", "preliminary", "report", "decision", "notice", "effective", "closed")
WORDS = {
    "in_advance": "P1-A12", "timely": "P2-3.2(4)", "widely": "P1-A17", "several_ways": "P1-A15", "as_fit": "P1-A19",
}  # fmt: skip
RATED = {"votes_to_points", "vote_share_bands", "rated_mean", "trimmed_mean", "outlier_mean"}


class Year:
    """A cycle with a plan (16; 50, "Procedure"); what an act says is looked at once the act is there."""

    def __init__(self, reader: Reader, cycle: str, statements: Sequence[Statement]) -> None:
        self.reader, self.hold, self.cycle = reader, reader.hold, cycle
        self.acts = {one.act: one for one in statements if one.act not in AGAIN}
        self.corrections = [one for one in statements if one.act == "correction"]
        self.statements = statements
        scheme = self.acts["scheme"]
        self.scheme, self.organ = scheme.body("scheme"), scheme.body("organ")
        self.rules = {i["id"]: i for family in self.scheme["families"] for i in family["indicators"]}
        self.grades = [grade["id"] for grade in self.scheme["grades"]]
        self.totals: dict[str, tuple[Fraction, Fraction]] = {}
        self.points: dict[tuple[str, str], tuple[str | None, Fraction, Fraction]] = {}
        self.decided: dict[str, list[tuple[str, str]]] = {}

    def check(self) -> Iterator[tuple[str, str]]:
        self.plan = self.acts["scheme"].body("plan")
        self.announced()
        parts = {
            "goals": self.goals, "materials": self.materials, "review": self.review, "preliminary": self.opinion,
            "report": self.report, "decision": self.decision, "notice": self.notice,
        }  # fmt: skip
        later = {"effective": self.effective, "application": self.application, "closed": self.closed}
        for act, part in parts.items():
            if act in self.acts:
                part(self.acts[act])
        for one in self.corrections:
            for name in one.records.get("unit-correction", {}):
                self.correction(one, name)
        for act, part in later.items():
            if act in self.acts:
                part(self.acts[act])
        self.rectifications()
        periods = self.plan["periods"]
        yield from self.period("notice_lead", "scheme", "materials", self.scheme["notice"]["lead_workdays"])
        yield from self.period("comments", "preliminary", "report", periods["comments"]["workdays"])
        yield from self.period("posting", "notice", "effective", periods["posting"]["workdays"])
        yield from self.period("outside", "decision", "notice", periods["outside"]["workdays"], at_most=True)

    def amended(self, index: int) -> tuple[Body, set[str]]:
        """The spot check and the experts by the amendments published before a statement (16, "Amendments")."""
        spot, experts = self.plan["spot_check"], {s["holder"] for s in self.acts["scheme"].body("office")["experts"]}
        for one in self.statements:
            for body in one.bodies("amendment") if one.index < index else ():
                spot = {**spot, **(body["draw"] or {})}
                experts |= {seat["holder"] for seat in body["joined"]}
        return spot, experts

    def announced(self) -> None:
        """Three years, the schedule, the vague words, the seats."""
        first, last = day(self.plan["in_force"]["published"]), day(self.plan["in_force"]["last_day"])
        three = Day(first.year + 3, first.month, min(first.day, 28) if first.month == 2 else first.day)
        self.hold("three years", last == three - datetime.timedelta(first.day != 29 or first.month != 2), last)
        self.hold("three years", first <= Day(int(self.cycle), 1, 1) <= last)
        schedule = self.plan["schedule"]
        self.hold("schedule", tuple(one["step"] for one in schedule) == STEPS)
        self.hold("schedule", [one["by"] for one in schedule] == sorted(one["by"] for one in schedule))
        settled = {one["word"]: one["clause"] for one in self.acts["scheme"].bodies("interpretation") if one["word"]}
        self.hold("vague words", settled == WORDS, settled)
        office = self.acts["scheme"].body("office")
        for part, role in (("members", "office"), ("experts", "expert"), ("leadership", "leadership")):
            for seat in office[part]:
                self.hold("roles", self.reader.role(seat["holder"], self.acts["scheme"].index) == role, seat["holder"])
        seats = [seat["holder"] for part in ("members", "experts", "leadership") for seat in office[part]]
        self.hold("roles", len(seats) == len(set(seats)), "two seats")
        self.hold("quorum", Fraction(1, 2) < Fraction(self.plan["quorum"]["share"]) <= 1)
        self.hold("posting", self.plan["periods"]["posting"]["workdays"] >= 5)

    def goals(self, one: Statement) -> None:
        roster = one.body("roster")["units"]
        self.assessed = sorted(entry["unit"] for entry in roster if entry["exempt"] is None)
        self.hold("roster", {e["unit"] for e in roster} == {d["id"] for d in self.organ["departments"]})
        self.hold("goals", {goal["unit"] for goal in one.body("goals")["goals"]} == set(self.assessed))
        check_targets(self.hold, self.cycle, self.statements, self.assessed)

    def materials(self, one: Statement) -> None:
        """The population, and who handed in what (16, "The sampler")."""
        given, checklist = one.body("materials"), {entry["id"] for entry in self.plan["checklist"]}
        self.hold("submissions", sorted(entry["unit"] for entry in given["submissions"]) == self.assessed)
        self.hold("submissions", all(set(entry["missing"]) <= checklist for entry in given["submissions"]))
        for entry in given["submissions"]:
            late = entry["received"] is None or entry["received"] > given["deadline"]
            self.hold("submissions", late == (entry["late"] is not None), entry["unit"])
        shown, (spot, _) = one.body("population"), self.amended(one.index)
        groups = {
            group["id"]
            for rule in self.rules.values()
            if rule["rule"]["kind"] in RATED
            for group in rule["rule"].get("groups", ())
        }
        figures = {f"data/{name}" for name, rule in self.rules.items() if rule["rule"]["kind"] not in RATED}
        self.hold("population", shown["strata"] == sorted(figures | {f"votes/{group}" for group in groups}))
        self.hold("population", shown["units"] == self.assessed)
        items = {f"{stratum}/{unit}" for stratum in shown["strata"] for unit in shown["units"]}
        self.hold("population", set(shown["absent"]) <= items and shown["absent"] == sorted(set(shown["absent"])))
        self.items = sorted(items - set(shown["absent"]))
        wanted = max(spot["minimum"], math.ceil(Fraction(spot["share"]) * len(self.items)))
        self.hold("population", (shown["size"], shown["sample"]) == (len(self.items), min(wanted, len(self.items))))
        self.hold("population", (shown["event"], shown["drawn"]) == (spot["event"], spot["drawn"]))

    def review(self, one: Statement) -> None:
        """The sample out of the seed; a gate for each unit; who checked."""
        materials, review, gates = self.acts["materials"], one.body("review"), one.body("gates")
        spot, experts = self.amended(one.index)
        seed = f"{review['seed']['digits']},{materials.digest}"
        drawn = sorted(self.items, key=lambda item: digest(f"{seed},{item}".encode()))
        checked = [entry["item"] for entry in review["checked"]]
        self.hold("sample", checked == drawn[: materials.body("population")["sample"]])
        by, _ = self.reader.out(materials.index)
        self.hold("seed", materials.day < day(review["seed"]["drawn"]) == day(spot["drawn"]))
        self.hold("seed", by is not None and by <= day(review["seed"]["drawn"]), by)
        adjusted = sorted(entry["item"] for entry in review["checked"] if entry["result"] == "adjusted")
        self.hold("adjusted", adjusted == sorted(entry["item"] for entry in review["adjustments"]))
        did = {entry["expert"] for part in ("self_reports", "checked", "adjustments") for entry in review[part]}
        self.hold("roles", did <= experts, did - experts)
        self.hold("self-reports", sorted(entry["unit"] for entry in review["self_reports"]) == self.assessed)
        pairs = sorted((finding["unit"], finding["gate"]) for finding in gates["findings"])
        self.hold("gates", pairs == sorted((unit, gate["id"]) for unit in self.assessed for gate in gates["gates"]))
        self.hold("roles", self.reader.role(gates["given_by"], one.index) == "supervision", gates["given_by"])
        self.ceilings = {f["unit"]: self.grades.index(f["ceiling"]) for f in gates["findings"] if not f["passed"]}
        self.hold("gates", all(f["passed"] == (f["ceiling"] is None) for f in gates["findings"]))

    def opinion(self, one: Statement) -> None:
        body = one.body("preliminary")
        lasted = self.reader.workdays(day(body["opens"]), day(body["closes"]) + datetime.timedelta(1))
        self.hold("comments", lasted >= self.plan["periods"]["comments"]["workdays"], lasted)

    def report(self, one: Statement) -> None:
        """What changed since the opinion, as far as it is public, and the results against the population."""
        body, asked = one.body("report"), self.acts["preliminary"].body("preliminary")
        comments = body["comments"]
        self.hold("comments", (comments["opened"], comments["closed"]) == (asked["opens"], asked["closes"]))
        self.hold("comments", body["date"] > asked["closes"] and body["preliminary"] == asked["date"])
        changed = body["changed"]
        self.hold("changed", changed == sorted(set(changed)) and set(changed) <= set(self.assessed), changed)
        reasons = comments["accepted"] + comments["partly"] + len(self.acts["review"].body("review")["adjustments"])
        self.hold("changed", not changed or reasons > 0)
        self.results = {result["unit"]["id"]: result for result in one.bodies("unit-result")}
        self.hold("results", body["units"] == len(self.results) == len(self.organ["departments"]))
        for unit, result in self.results.items():
            self.hold("results", (result["status"] == "exempt") == (unit not in self.assessed), unit)
            if result["status"] == "complete":
                total = result["total"]
                exact = total["exact"] and (Fraction(total["exact"]), Fraction(total["exact"]))
                self.totals[unit] = exact or self.behind(total["shown"], result["grade"])
            for points in result["indicators"]:
                figure = next((value["exact"] for value in points["inputs"] if value["name"] == "value"), None)
                if figure is not None:
                    self.hold("population", f"data/{points['id']}/{unit}" in self.items, f"{unit} {points['id']}")
                if points["exact"] is not None:
                    self.points[unit, points["id"]] = figure, Fraction(points["exact"]), Fraction(points["exact"])

    def decision(self, one: Statement) -> None:
        """Quorum; a reason where a decision departs; no grade above a gate's ceiling."""
        share = Fraction(self.plan["quorum"]["share"])
        for meeting in one.bodies("deliberation"):
            self.hold(
                "quorum", meeting["passed"] and meeting["present"] >= share * meeting["members"], meeting["document"]
            )
        for body in one.bodies("unit-decision"):
            unit = body["unit"]
            self.decided[unit] = [(one.fields["date"], body["grade"])]
            self.hold("departs", (body["departs"] is None) == (body["grade"] == body["recommended"]), unit)
            self.hold("departs", body["recommended"] == self.results[unit]["grade"], unit)
            self.hold("digest", body["result"] == self.acts["report"].files[f"records/unit-result/{unit}.json"], unit)
            self.hold("gates", self.grades.index(body["grade"]) >= self.ceilings.get(unit, 0), unit)
        self.hold("results", sorted(self.decided) == self.assessed)

    def notice(self, one: Statement) -> None:
        body, review = one.body("notice"), one.body("release-review")
        lasted = self.reader.workdays(day(body["from"]), day(body["to"]) + datetime.timedelta(1))
        self.hold("posting", lasted >= self.plan["periods"]["posting"]["workdays"], lasted)
        self.hold("contacts", not {contact["department"] for contact in body["contacts"]} & set(self.assessed))
        roles = [self.reader.role(review[who], one.index) for who in ("author", "reviewer")]
        self.hold("roles", roles == ["office", "reviewer"], roles)
        self.hold("order", self.acts["decision"].fields["date"] <= review["date"] <= body["from"], "release review")

    def correction(self, one: Statement, unit: str) -> None:
        """16, "Corrections of units": the figure before, the points and the total after, the grades, who did it."""
        body, path = one.body("unit-correction", unit), f"records/unit-correction/{unit}.json"
        earlier = [s.files[path] for s in self.corrections if s.index < one.index and path in s.files]
        of = {"result": self.acts["report"].files[f"records/unit-result/{unit}.json"]}
        of["decision"] = self.acts["decision"].files[f"records/unit-decision/{unit}.json"]
        self.hold("corrects", body["corrects"] == ({"correction": earlier[-1]} if earlier else of), unit)
        self.hold("revisions", one.records["unit-correction"][unit]["revision"] == len(earlier) + 1, unit)
        least, most = self.totals[unit]
        for figure in body["figures"]:
            name = figure["indicator"]
            before, low, high = self.points[unit, name]
            self.hold("correction", figure["before"] == before, f"{unit} {name} before")
            new_low, new_high = after_points(self.rules[name], Fraction(figure["after"]))
            least, most = least + new_low - high, most + new_high - low
            self.points[unit, name] = figure["after"], new_low, new_high
        shown = self.behind(body["result"]["total"]["shown"], body["recommended"])
        least, most = max(least, shown[0]), min(most, shown[1])
        self.totals[unit] = least, most
        self.hold("correction", least <= most and most > shown[0] and least < shown[1], f"{unit} total")
        self.hold("correction", body["result"]["grade"] == body["recommended"], unit)
        self.hold("departs", (body["departs"] is None) == (body["grade"] == body["recommended"]), unit)
        grade, decided = self.grades.index(body["grade"]), self.grades.index(self.decided[unit][-1][1])
        self.hold("correction", body["reason"] != "objection_upheld" or grade <= decided, unit)
        self.hold("gates", not body["figures"] or grade >= self.ceilings.get(unit, 0), unit)
        who = [self.reader.role(holder, one.index) for holder in body["approved_by"]]
        self.hold("roles", len(set(body["approved_by"])) == len(who) >= 2 and set(who) == {"leadership"}, unit)
        self.hold("roles", self.reader.role(body["entered_by"], one.index) == "office", unit)
        self.decided[unit].append((one.fields["date"], body["grade"]))

    def behind(self, shown: str, grade: str) -> tuple[Fraction, Fraction]:
        """The exact totals, from one up to the other, that round half up to ``shown`` and have the grade."""
        half = Fraction(1, 2 * 10 ** self.scheme["rounding"]["digits"])
        place = self.grades.index(grade)
        bound = Fraction(self.scheme["grades"][place]["at_least"] or 0)
        above = Fraction(self.scheme["grades"][place - 1]["at_least"]) if place else Fraction(shown) + 1
        return max(Fraction(shown) - half, bound), min(Fraction(shown) + half, above)

    def effective(self, one: Statement) -> None:
        body, notice = one.body("effective"), self.acts["notice"].body("notice")
        made = body["objections"]
        self.hold("effective", body["date"] > notice["to"] < one.fields["date"])
        self.hold("objections", made["received"] == made["upheld"] + made["partly"] + made["rejected"])
        self.hold("notified", body["notified"]["refused"] <= body["notified"]["delivered"] == len(self.assessed))
        self.upheld = made["upheld"] + made["partly"]

    def application(self, one: Statement) -> None:
        documents = {meeting["document"] for meeting in self.acts["decision"].bodies("deliberation")}
        for use in one.body("application")["units"]:
            decided = self.decided[use["unit"]]
            then = [grade for date, grade in decided if date <= use["date"]][-1]
            places = {self.grades.index(then), self.grades.index(decided[-1][1])}
            self.hold("use", use["date"] >= self.acts["effective"].body("effective")["date"], use["unit"])
            self.hold("use", use["document"] in documents, use["unit"])
            if use["measure"] in {"commendation", "reward"}:
                self.hold("use", 0 in places, use["unit"])
            elif use["measure"] in {"reminder", "warning", "criticism", "organisational"}:
                self.hold("use", len(self.grades) - 1 in places, use["unit"])

    def closed(self, one: Statement) -> None:
        body = one.body("closure")
        steps = [step["step"] for step in body["steps"]]
        self.hold("closure", tuple(steps) == ("scheme", *STEPS[:-1]) and body["checked"] == len(steps), steps)
        bad = [step for step in body["steps"] if not step["kept"]]
        self.hold("closure", body["deviations"] == len(bad) and all(step["note"] for step in bad))
        self.hold("roles", self.reader.role(body["supervisor"], one.index) == "supervision", body["supervisor"])
        self.hold("objections", not self.upheld or self.corrections != [])
        lowest = {unit for unit, grades in self.decided.items() if grades[-1][1] == self.grades[-1]}
        ordered = {r["unit"] for s in self.statements if s.index < one.index for r in s.bodies("rectification")}
        self.hold("rectified", lowest <= ordered, lowest - ordered)

    def rectifications(self) -> None:
        """Revisions count up, and go on where the one before ended."""
        latest: dict[str, Body] = {}
        for one in self.statements:
            for name, record in one.records.get("rectification", {}).items():
                before, body = latest.get(name), record["body"]
                self.hold("revisions", record["revision"] == (before["revision"] + 1 if before else 1), name)
                if before:
                    same = all(before["body"][key] == body[key] for key in ("id", "unit", "problem", "ordered", "due"))
                    kept = body["progress"][: len(before["body"]["progress"])] == before["body"]["progress"]
                    self.hold("revisions", same and kept, name)
                latest[name] = record

    def period(
        self, name: str, first: str, last: str, days: int, *, at_most: bool = False
    ) -> Iterator[tuple[str, str]]:
        """50, "Durations"."""
        if first not in self.acts or last not in self.acts:
            return
        one, two, count = self.acts[first], self.acts[last], self.reader.workdays
        next_day = datetime.timedelta(1 if at_most else 0)
        by_dates = count(one.day, two.day + next_day)
        (out, before), (two_out, two_before) = self.reader.out(one.index), self.reader.out(two.index)
        start, end = (before, two_out) if at_most else (out, two_before)
        if by_dates > days if at_most else by_dates < days:
            self.hold(
                "period", at_most and self.acts["notice"].body("notice").get("late") is not None, f"{name} {by_dates}"
            )
            yield name, "short"
        elif start is None or end is None:
            yield name, "claimed"
        else:
            lasted = count(start, end + next_day)
            yield name, "kept" if (lasted <= days if at_most else lasted >= days) else "claimed"
