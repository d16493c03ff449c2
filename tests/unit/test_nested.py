"""Loops inside loops: allowed on request, and refused in words where they cannot be."""

from __future__ import annotations

import pytest

from tests.script_kit import python


def test_nested_loops_are_allowed_on_request_only() -> None:
    done = python(
        """
        import asyncio
        from i2v_widgets.jobs import run, Job
        from i2v_widgets.nested import allow_nested_loops
        async def inner():
            await asyncio.sleep(0)
            return 5
        async def refused():
            c = inner()
            try:
                asyncio.run(c)
            except RuntimeError:
                c.close()
                print("refused")
        async def main():
            allow_nested_loops()
            print(asyncio.run(inner()), run(inner()), await Job(lambda job: inner()))
        asyncio.run(refused())
        asyncio.run(main())
        """
    )
    assert done.stdout == "refused\n5 5 5\n", done.stderr


def test_nested_loops_say_when_a_loop_cannot_be_patched() -> None:
    done = python(
        """
        import asyncio
        from i2v_widgets.nested import allow_nested_loops
        class Foreign(asyncio.AbstractEventLoop):
            pass
        asyncio.events._set_running_loop(Foreign())
        try:
            allow_nested_loops()
        except Exception as error:
            print(type(error).__name__, error)
        """
    )
    assert done.stdout.startswith("I2VError This loop (__main__.Foreign) cannot be patched. Use i2v.run"), done.stderr


@pytest.mark.parametrize(("major", "told"), [(7, "I2VError"), (6, "patched")])
def test_nested_loops_say_when_a_kernel_cannot_be_patched(major: int, told: str) -> None:
    done = python(
        f"""
        import sys, types
        from i2v_widgets.nested import allow_nested_loops
        kernel, app = types.ModuleType("ipykernel"), types.ModuleType("ipykernel.kernelapp")
        kernel.version_info = ({major}, 4, 0)
        app.IPKernelApp = type("App", (), {{"initialized": staticmethod(lambda: True)}})
        only = types.ModuleType("nest_asyncio")
        only.apply = lambda loop: print("patched")
        sys.modules.update({{"ipykernel": kernel, "ipykernel.kernelapp": app}})
        sys.modules.update(nest_asyncio2=None, nest_asyncio=only)
        try:
            allow_nested_loops()
        except Exception as error:
            print(type(error).__name__, error)
        """
    )
    assert done.stdout.startswith(told), done.stderr
    if told == "I2VError":
        assert "does not work with ipykernel 7" in done.stdout
        assert "%pip install nest-asyncio2" in done.stdout
        assert "i2v.run(coroutine)" in done.stdout
