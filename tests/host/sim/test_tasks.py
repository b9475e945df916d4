# test_tasks.py - the tasks and their queue that the board has in C (_asyncio) do what Adafruit's in Python do


def told(board, module, body):
    """What a program prints with the tasks of that module."""
    world = board(f"import asyncio\nfrom asyncio import task\nimport _asyncio\nmade = {module}\n{body}")
    world.run_for(30)
    assert world.machine.crash == ""
    return world.machine.console


ORDER = """
queue, waiting, seed = made.TaskQueue(), [], 1
for number in range(600):
    seed = seed * 1103515245 + 12345 & 0x7FFFFFFF
    what, place = (seed >> 16) % 5, seed >> 20
    if what < 3 or not waiting:  # due about the wrap of the ticks, many at once
        waiting.append((made.Task(None, {}), number))
        queue.push(waiting[-1][0], ((1 << 29) - 8 + place % 16) % (1 << 29))
        continue
    one = queue.peek()
    if what == 3:
        one = waiting[place % len(waiting)][0]
        queue.remove(one)
    else:
        assert queue.pop() is one
    at = [task for task, _ in waiting].index(one)
    print(waiting.pop(at)[1], one.ph_key)
print(len(waiting) > 50)
"""


def test_they_come_in_the_same_order(board):
    said = told(board, "_asyncio", ORDER)
    assert said == told(board, "task", ORDER)
    assert said.endswith("True\n")


LIVES = """
from asyncio import core
core.Task, core.TaskQueue = made.Task, made.TaskQueue
core._task_queue = made.TaskQueue()

async def work(name, ms, error=None):
    try:
        await asyncio.sleep_ms(ms)
        if error:
            raise error
        return name
    finally:
        print(name, "over")

async def waits(task):
    try:
        print("waits", await task)
    except asyncio.CancelledError:
        print("cancelled while waiting")
        raise

async def main():
    good, late, bad = [asyncio.create_task(work(*what)) for what in (("a", 5), ("b", 500), ("c", 5, ValueError("x")))]
    behind = asyncio.create_task(waits(late))
    print(await good, good.done(), late.done(), await good)
    try:
        await bad
    except ValueError as error:
        print("error", error)
    print(behind.cancel(), good.cancel())  # it is passed on to whom it waits for
    await asyncio.sleep_ms(1)
    print(late.done(), behind.done())
    try:
        await asyncio.wait_for_ms(work("d", 300), 20)
    except asyncio.TimeoutError:
        print("too late")
    event, first = asyncio.Event(), asyncio.create_task(work("e", 900))
    waiter = asyncio.create_task(event.wait())
    await asyncio.sleep_ms(1)
    print(waiter.cancel(), first.cancel())
    await asyncio.sleep_ms(1)
    print(waiter.done(), first.done())
    try:
        core.cur_task.cancel()
    except RuntimeError as error:
        print(error)

asyncio.run(main())
core._task_queue = _asyncio.TaskQueue()  # the simulator looks what is left in it
"""


def test_they_end_are_waited_for_and_cancelled_alike(board):
    said = told(board, "_asyncio", LIVES)
    assert said == told(board, "task", LIVES)
    assert said.splitlines()[0] == "a over"
    assert said.splitlines()[-1] == "can't cancel self"
