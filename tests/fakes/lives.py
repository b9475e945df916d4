# lives.py - state machines in long lives: which rule how often, and where the lives came

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

ROUNDS = 12
LONG = settings(database=None, suppress_health_check=list(HealthCheck))


def weighted(machine, often):
    """The machine with each rule standing as often as `often` says; hypothesis takes any that stands there."""
    again = {f"{name}_{n}": getattr(machine, name) for name, times in often.items() for n in range(1, times)}
    return type(machine.__name__, (machine,), again)


def assert_holds(machine, lives, steps, everywhere=lambda: True):
    """The invariants of the machine hold after each step of so many lives; fails with the shortest that breaks one.

    Which lives a seed gives depends on constants that hypothesis finds in the sources. Where they must come
    `everywhere`, further seeds follow until they did.
    """
    how = settings(LONG, max_examples=lives, stateful_step_count=steps)
    for number in range(ROUNDS):
        run_state_machine_as_test(seed(number)(machine), settings=how)
        if everywhere():
            return
    raise AssertionError(f"{ROUNDS} times {lives} lives have not come everywhere")


def search_fault(machine, lives, steps):
    """Looks for a fault that is known to be there: the error of any life that shows it, or nothing if none did."""
    how = settings(LONG, max_examples=lives, stateful_step_count=steps, phases=[Phase.generate])
    for number in range(ROUNDS):
        run_state_machine_as_test(seed(number)(machine), settings=how)
