# told.py - lines of a story, told to a stage
from wattkey_host.story.script import Line, play
from wattkey_host.story.verbs import VERBS


def tell(stage, *lines, **verbs):
    """Play these lines; `verbs` are words beside those of every story."""
    play([Line(n, line) for n, line in enumerate(lines, 1)], VERBS | verbs, stage, lambda line: None)
