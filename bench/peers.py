"""Other planners on the same day, each in a process of its own: `python -m bench.peers vroom 1 DAY PLAN`, `pyvrp 30 DAY PLAN START`.

vroom: its exploration level; pyvrp: seconds of a core, begun with another plan. Skills are load dimensions there (who has not one has no room).
"""

import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from outrider.solve.instance import Instance, Plan, read, read_plan

NEIGHBOURS = 200  # by its default of 50 it does not see past the skills


def vroom(day: Instance, level: int) -> Plan:
    import vroom as engine

    travel, first = day.travel(), len(day.engineers)
    problem = engine.Input()
    problem.set_durations_matrix("car", travel.astype("uint32"))
    for n, who in enumerate(day.engineers):
        hours = engine.TimeWindow(int(who.shift[0]), int(who.shift[1]))
        problem.add_vehicle(engine.Vehicle(n, start=n, end=n, skills={int(skill) for skill in who.skills}, time_window=hours))
    for n, visit in enumerate(day.visits):
        windows = [engine.TimeWindow(int(since), int(until)) for since, until in visit.hours]
        skills, priority = {int(skill) for skill in visit.skills}, min(100, int(visit.priority))
        problem.add_job(
            engine.Job(n, location=first + n, default_service=int(visit.service), skills=skills, priority=priority, time_windows=windows)
        )
    plan: Plan = {who.id: [] for who in day.engineers}
    for row in problem.solve(exploration_level=level, nb_threads=2).to_dict()["routes"]:
        plan[day.engineers[row["vehicle"]].id] = [day.visits[step["id"]].id for step in row["steps"] if step["type"] == "job"]
    return plan


def pyvrp(day: Instance, seconds: float, start: Plan) -> Plan:
    import pyvrp as engine
    from pyvrp.search import NeighbourhoodParams

    travel = day.travel().astype("int64")
    skills = sorted({skill for visit in day.visits for skill in visit.skills}, key=str)
    model = engine.Model()
    places = [model.add_location(0, 0) for _ in range(len(travel))]
    for n, who in enumerate(day.engineers):
        depot = model.add_depot(places[n])
        room = [len(day.visits) if skill in who.skills else 0 for skill in skills]
        model.add_vehicle_type(1, room, depot, depot, tw_early=int(who.shift[0]), tw_late=int(who.shift[1]))
    for n, visit in enumerate(day.visits):
        since, until = visit.hours[0]
        needs = [int(skill in visit.skills) for skill in skills]
        hours, place = {"tw_early": int(since), "tw_late": int(until)}, places[len(day.engineers) + n]
        model.add_client(place, needs, service_duration=int(visit.service), prize=int(visit.drop_penalty), required=False, **hours)
    for a, here in enumerate(places):
        for b, there in enumerate(places):
            model.add_edge(here, there, int(travel[a, b]), int(travel[a, b]))
    return _solved(engine, model, day, seconds, start, NeighbourhoodParams)


def _solved(engine: Any, model: Any, day: Instance, seconds: float, start: Plan, neighbourhood: Any) -> Plan:
    data, number = model.data(), {visit.id: n for n, visit in enumerate(day.visits)}
    routes = [engine.Route(data, [number[id] for id in start[who.id]], n) for n, who in enumerate(day.engineers) if start.get(who.id)]

    class Spent:
        def __call__(self, best: float) -> bool:
            return time.process_time() > seconds

    params = engine.SolveParams(neighbourhood=neighbourhood(num_neighbours=NEIGHBOURS))
    found = engine.solve(data, Spent(), seed=1, params=params, initial_solution=engine.Solution(data, routes)).best
    plan: Plan = {who.id: [] for who in day.engineers}
    for route in found.routes():
        plan[day.engineers[route.vehicle_type()].id] = [day.visits[each.idx].id for each in route if each.is_client()]
    return plan


def main(name: str, much: str, file: str, out: str, start: str = "") -> None:
    day = read(Path(file))
    plan = vroom(day, int(much)) if name == "vroom" else pyvrp(day, float(much), read_plan(Path(start), day))
    Path(out).write_bytes(msgspec.json.encode({str(who): rest for who, rest in plan.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
