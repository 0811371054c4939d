"""Reads PROV-JSON documents back with the package `prov`, and says what is in
them: one JSON object per line of standard output, for each file that is named.

What PROV-CONSTRAINTS asks for and this can see is checked here: nothing is derived
from itself, however far back; nothing ends before it begins; what is revised is a
version of the same thing.
"""

import json
import sys

from prov.model import (
    ProvActivity,
    ProvAgent,
    ProvAssociation,
    ProvAttribution,
    ProvDelegation,
    ProvDerivation,
    ProvDocument,
    ProvEntity,
    ProvGeneration,
    ProvInvalidation,
    ProvSpecialization,
    ProvUsage,
)


def pairs(document, kind):
    """The first two formal attributes of every record of a kind."""
    found = []
    for record in document.get_records(kind):
        values = [value for _, value in record.formal_attributes][:2]
        found.append([str(value) if value is not None else None for value in values])
    return sorted(found, key=str)


def times(document, kind):
    found = {}
    for record in document.get_records(kind):
        formal = dict((str(name), value) for name, value in record.formal_attributes)
        found.setdefault(str(formal["prov:entity"]), []).append(formal.get("prov:time"))
    return found


def cycle(edges):
    """A thing that is derived from itself, or None."""
    before = {}
    for later, earlier in edges:
        before.setdefault(later, set()).add(earlier)
    done = set()
    for start in before:
        path, stack = set(), [(start, False)]
        while stack:
            node, left = stack.pop()
            if left:
                path.discard(node)
                done.add(node)
            elif node in path:
                return node
            elif node not in done:
                path.add(node)
                stack.append((node, True))
                stack.extend((earlier, False) for earlier in before.get(node, ()))
    return None


def read(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    document = ProvDocument.deserialize(content=text, format="json")
    again = ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    problems = []
    if again != document:
        problems.append("it does not survive being written and read again")
    declared = {
        str(record.identifier) for kind in (ProvEntity, ProvActivity, ProvAgent) for record in document.get_records(kind)
    }
    derived = pairs(document, ProvDerivation)
    around = cycle(derived)
    if around:
        problems.append(f"{around} is derived from itself")
    began, ended = times(document, ProvGeneration), times(document, ProvInvalidation)
    for entity, ends in ended.items():
        for end in ends:
            if end is not None and any(end < begin for begin in began.get(entity, [])):
                problems.append(f"{entity} ends before it begins")
    for entity, begins in began.items():
        if len(begins) != 1:
            problems.append(f"{entity} was made {len(begins)} times")
    relations = {
        "generated": pairs(document, ProvGeneration),
        "used": pairs(document, ProvUsage),
        "derived": derived,
        "attributed": pairs(document, ProvAttribution),
        "associated": pairs(document, ProvAssociation),
        "on_behalf": pairs(document, ProvDelegation),
        "specialization": pairs(document, ProvSpecialization),
        "invalidated": pairs(document, ProvInvalidation),
    }
    for name, edges in relations.items():
        for edge in edges:
            unknown = [end for end in edge if end is not None and end not in declared]
            if unknown:
                problems.append(f"{name}: {unknown} is not declared")
    kinds = {"entity": ProvEntity, "activity": ProvActivity, "agent": ProvAgent}
    counts = {name: len(list(document.get_records(kind))) for name, kind in kinds.items()}
    return {"problems": problems, "counts": counts, "declared": sorted(declared), **relations}


for name in sys.argv[1:]:
    print(json.dumps(read(name)), flush=True)
