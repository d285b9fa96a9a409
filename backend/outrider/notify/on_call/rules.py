"""Out of hours the roster decides who is rung. Pure."""

from uuid import UUID

import msgspec

from ..rules import Person

OFFICE_HOURS = "5x8"  # the calendar by which the office is there; an organisation without one is always there
RUNG_BY = ("push", "sms")  # whatever they chose for the day: who is on call has the phone on


def instead(people: list[Person], on_call: list[Person], meant: list[UUID], ways: list[str]) -> list[Person]:
    """Who is on call is rung, whatever quiet they keep; whoever holds only a role finds it under the bell in the morning.

    meant: people who are told as themselves, not for a role. ways: as the kind proposes.
    """
    if not on_call:
        return people
    channels = {"*": list(dict.fromkeys([*ways, *RUNG_BY]))}
    rung = [msgspec.structs.replace(person, channels=channels, quiet_from=None, quiet_to=None) for person in on_call]
    known = {person.id for person in on_call}
    others = [person for person in people if person.id not in known]
    return [*rung, *(person if person.id in meant else msgspec.structs.replace(person, channels={"*": []}) for person in others)]
