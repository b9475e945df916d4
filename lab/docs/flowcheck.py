# flowcheck.py - the validator of flow tables; runs in the tests, never on the device
"""What the engine takes on trust, checked once on the PC: steps, verbs, outcomes, and what the screens say."""

from wattkey_lab.docs import facts, tables
from wattkey_lab.docs.glyphs import lacking
from wattkey_lab.docs.texts import missing, too_wide, values


def problems(flow: tuple) -> list[str]:
    """Everything wrong with a flow, each as one sentence that names the step."""
    name, steps = flow
    names = [step[0] for step in steps]
    found = [f"{name}: step {n!r} stands twice" for n in names if names.count(n) > 1]
    found += [f"{name}: no step 'stop' for a step entered too often"] if "stop" not in names else []
    found += [f"{name}: {p}" for p in text_problems("title." + name)]
    known = _known(steps)
    for step in steps:
        found += [f"{name}.{step[0]}: {p}" for p in _step_problems(step, names, known.get(step[0], set()))]
    found += [f"{name}.{n}: nobody reaches it" for n in names if n not in known]
    if not _ends(steps):
        found.append(f"{name}: it never ends")
    return found


def text_problems(key: str) -> list[str]:
    """What is wrong with a text in a language: missing, wider than the screen, a character that the font lacks."""
    return (
        [f"text {key!r} is missing in {language}" for language in missing(key)]
        + [f"text {key!r} is too wide in {language}: {line!r}" for language, line in too_wide(key)]
        + [
            f"text {key!r} has {signs} in {language}, which the font lacks: get Debian's package unifont, "
            "then `wattkey glyphs /usr/share/unifont/unifont.hex`"
            for language, signs in lacking(key)
        ]
    )


def _step_problems(step: tuple, names: list[str], known: set[str]) -> list[str]:
    _, verb, leads, visits, text, _ = step
    found = [f"leads to the unknown step {to!r}" for to in leads.values() if to not in [*names, "end"]]
    if not isinstance(visits, int) or visits < 1:
        found.append("a loop without a bound on visits")
    found += _text_problems(text, known) if text else []
    try:
        can = tables.outcomes(verb)
    except LookupError as error:
        return [*found, str(error)]
    if "else" not in leads:
        found += [f"outcome {o!r} of {verb} leads nowhere" for o in sorted(can - set(leads))]
    return found + [f"{verb} has no outcome {o!r}" for o in sorted(set(leads) - can - {"else"})]


def _text_problems(text: str, known: set[str]) -> list[str]:
    """Of a step's text: "key fact fact", where the facts of `known` are set for certain."""
    key, *given = text.split(" ")
    found = text_problems(key)
    for name in given:
        if name not in facts.NAMED:
            found.append(f"{name!r} is no fact (lab/docs/facts.py lists them)")
        elif name not in known:
            found.append(f"fact {name!r} is not set on every way to it")
    # The words of a short code may take the place of a text of the family sorry: they fit other facts.
    if not key.startswith("sorry."):
        found += [f"text {key!r} has {n} %s in {lang}, not {len(given)}" for lang, n in values(key) if n != len(given)]
    return found


def _known(steps: tuple) -> dict[str, set[str]]:
    """Each step that can be reached -> the facts that are set on every way to it. "stop" may come at any moment."""
    rows = {step[0]: step for step in steps}
    at: dict[str, set[str]] = {steps[0][0]: set(), "stop": set()}
    todo = list(at)
    while todo:
        name = todo.pop()
        for outcome, to in _ways(rows[name]) if name in rows else ():
            after = at[name] | facts.after(rows[name][1], outcome)
            if to not in at or at[to] - after:
                at[to] = at.get(to, after) & after
                todo.append(to)
    return at


def _ways(step: tuple) -> list[tuple[str, str]]:
    """(outcome, where it leads); all that the table says where the verb is unknown."""
    _, verb, leads, *_ = step
    try:
        declared = tables.outcomes(verb)
    except LookupError:
        return list(leads.items())
    rest = [(outcome, leads["else"]) for outcome in declared - set(leads) if "else" in leads]
    return [(outcome, to) for outcome, to in leads.items() if outcome != "else"] + rest


def _ends(steps: tuple) -> bool:
    """From every step there is a way to the end."""
    good = {"end"}
    while True:
        more = {s[0] for s in steps if set(s[2].values()) & good} - good
        if not more:
            return all(s[0] in good for s in steps)
        good |= more
