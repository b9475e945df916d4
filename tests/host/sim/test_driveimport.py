# test_driveimport.py - device programs see the board's modules and the drive, and nothing of CPython's

import pytest


def printed(world, seconds=2):
    world.run_for(seconds)
    return world.machine.console.splitlines()


@pytest.mark.parametrize(
    "name", ["typing", "dataclasses", "pathlib", "enum", "threading", "contextlib", "heapq", "abc"]
)
def test_a_module_that_the_board_lacks_cannot_be_imported(board, name):
    world = board(f"""
        try:
            import {name}
        except ImportError as error:
            print(error)
        """)
    assert printed(world) == [f"no module named '{name}'"]


@pytest.mark.parametrize("name", ["FileNotFoundError", "vars", "PermissionError", "ExceptionGroup"])
def test_a_builtin_that_the_board_lacks_is_not_there(board, name):
    world = board(f"print({name})")
    world.run_for(2)
    assert world.machine.state == "crashed"
    assert f"NameError: name '{name}' is not defined" in world.machine.crash


def test_native_and_borrowed_modules_are_there(board):
    world = board("""
        import alarm, array, binascii, board, busio, collections, digitalio, errno, gc, hashlib, io, json, math
        import microcontroller, micropython, os, pwmio, random, re, select, storage, struct, supervisor, sys, time
        import traceback, usb_cdc, usb_hid, usb_midi, zlib
        import displayio, i2cdisplaybus, busdisplay, fourwire, bitmaptools, fontio
        print(sys.implementation.name, hashlib.new("sha256", b"abc").digest()[:2].hex(), hasattr(hashlib, "sha256"))
        """)
    assert printed(world) == ["circuitpython ba78 False"]


def test_asyncio_is_adafruits_and_comes_from_the_drive(board):
    world = board(
        "import asyncio\nprint(asyncio.__file__, hasattr(asyncio, 'sleep_ms'), hasattr(asyncio, 'TaskGroup'))"
    )
    assert printed(world) == ["/lib/asyncio/__init__.py True False"]


def test_packages_relative_imports_and_the_search_path(board):
    files = {
        "/lib/house/__init__.py": "from .room import NAME\nfrom . import cellar\n",
        "/lib/house/room.py": "from .cellar import DEPTH\nfrom house import cellar\nNAME = 'room %d' % cellar.DEPTH\n",
        "/lib/house/cellar.py": "DEPTH = 3\n",
        "/lib/house/attic/fan.py": "from ..cellar import DEPTH\nSPEED = DEPTH * 2\n",
        "/drivers/plug.py": "KIND = 'plug'\n",
    }
    world = board(
        """
        import sys
        sys.path.append("/drivers")
        import house
        import house.attic.fan
        from house import cellar as below
        import plug
        print(house.NAME, house.attic.fan.SPEED, below.DEPTH, plug.KIND)
        """,
        files=files,
    )
    assert printed(world) == ["room 3 6 3 plug"]


def test_modules_that_import_each_other_load(board):
    files = {
        "/lib/pair/__init__.py": "from .one import ONE\n",
        "/lib/pair/one.py": "from . import two\nONE = 1\n",
        "/lib/pair/two.py": "from . import one\ndef late():\n    return one.ONE\n",
    }
    world = board("import pair\nprint(pair.two.late())", files=files)
    assert printed(world) == ["1"]


def test_a_module_dropped_from_sys_modules_is_loaded_anew(board):
    world = board(
        """
        import sys
        import flow
        sys.modules.pop("flow")
        import flow
        print(len([name for name in sys.modules if name == "flow"]))
        """,
        files={"/lib/flow.py": "print('loaded')\n"},
    )
    assert printed(world) == ["loaded", "loaded", "1"]


def test_a_module_that_fails_is_not_left_behind(board):
    world = board(
        """
        import sys
        try:
            import bad
        except ZeroDivisionError:
            print("bad" in sys.modules)
        """,
        files={"/lib/bad.py": "1 / 0\n"},
    )
    assert printed(world) == ["False"]


def test_annotations_are_not_evaluated(board):
    world = board("def f(x: Nowhere) -> List[Nothing]:\n    y: Missing = x\n    return y\nprint(f(5))")
    assert printed(world) == ["5"]


def test_two_lives_do_not_share_module_state(board):
    world = board(
        """
        import counter, displayio, microcontroller, time
        print(counter.bump(), hasattr(time, "marked"), hasattr(displayio, "marked"))
        time.marked = displayio.marked = True
        if counter.first():
            microcontroller.reset()
        """,
        files={
            "/lib/counter.py": """
                import microcontroller
                COUNT = [0]
                def bump():
                    COUNT[0] += 1
                    return COUNT[0]
                def first():
                    return microcontroller.cpu.reset_reason == microcontroller.ResetReason.POWER_ON
                """
        },
    )
    assert printed(world) == ["1 False False", "1 False False"]


def test_a_crash_shows_the_devices_own_files_only(board):
    world = board(
        "import wrong\nwrong.run()",
        files={"/lib/wrong.py": "import digitalio\ndef run():\n    digitalio.DigitalInOut('GP0')\n"},
    )
    world.run_for(2)
    assert world.machine.state == "crashed"
    assert world.machine.crash.splitlines() == [
        "Traceback (most recent call last):",
        '  File "/code.py", line 2, in <module>',
        '  File "/lib/wrong.py", line 3, in run',
        "TypeError: pin must be of type Pin, not str",
    ]
    assert world.machine.crash in world.machine.console


def test_settings_toml(board):
    world = board(
        "import os\nprint(os.getenv('LINK'), os.getenv('N') + '1', os.getenv('X'), os.getenv('X', 7))",
        files={"/settings.toml": 'LINK = "ir"\nN = 41\n'},
    )
    assert printed(world) == ["ir 411 None 7"]
