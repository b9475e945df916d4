# lives.py - state machines in long lives: which rule how often, and where the lives came

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

LONG = settings(database=None, suppress_health_check=list(HealthCheck))


def weighted(machine, often):
    """The machine with each rule standing as often as `often` says; hypothesis takes any that stands there."""
    again = {f"{name}_{n}": getattr(machine, name) for name, times in often.items() for n in range(1, times)}
    return type(machine.__name__, (machine,), again)


def live(machine, lives, steps):
    """So many lives of so many steps; fails with the shortest that breaks an invariant."""
    run_state_machine_as_test(machine, settings=settings(LONG, max_examples=lives, stateful_step_count=steps))


def search_fault(machine, lives, steps):
    """Looks for a fault that is known to be there: any life will do that shows it."""
    how = settings(LONG, max_examples=lives, stateful_step_count=steps, phases=[Phase.generate])
    run_state_machine_as_test(machine, settings=how)
