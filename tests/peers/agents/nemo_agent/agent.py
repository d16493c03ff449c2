"""An agent that follows a script, chosen by what it is told; no model and no network is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

from google.adk.agents import BaseAgent
from google.adk.agents.invocation_context import InvocationContext
from google.adk.events import Event, EventActions
from google.genai import types

Script = Callable[[InvocationContext], AsyncGenerator[Event, None]]
SCRIPTS: dict[str, Script] = {}
LARGE = 3_000_000
SEPARATORS = "one\u2028two\u2029three\u0085four\rfive\nsix"


def script(name: str) -> Callable[[Script], Script]:
    def keep(make: Script) -> Script:
        SCRIPTS[name] = make
        return make

    return keep


def event(context: InvocationContext, *parts: types.Part, author: str = "nemo_agent", **more: Any) -> Event:
    content = types.Content(role="model", parts=list(parts)) if parts else None
    return Event(author=author, invocation_id=context.invocation_id, content=content, **more)


def text(context: InvocationContext, words: str, **more: Any) -> Event:
    return event(context, types.Part(text=words), **more)


@script("deltas")
async def deltas(context: InvocationContext) -> AsyncGenerator[Event, None]:
    for words in ("Your film ", "has three ", "photos."):
        yield text(context, words, partial=True)
    yield text(context, "Your film has three photos.")


@script("thoughts")
async def thoughts(context: InvocationContext) -> AsyncGenerator[Event, None]:
    yield event(context, types.Part(text="Let me see", thought=True), partial=True)
    yield text(context, "Do", partial=True)
    yield event(context, types.Part(text="Let me see", thought=True), types.Part(text="Done."))


@script("two authors")
async def two_authors(context: InvocationContext) -> AsyncGenerator[Event, None]:
    yield text(context, "cut", author="cutter", partial=True)
    yield text(context, "mu", author="composer", partial=True)
    yield text(context, "ting", author="cutter", partial=True)
    yield text(context, "sic", author="composer", partial=True)
    yield text(context, "cutting", author="cutter")
    yield text(context, "music", author="composer")


@script("tools")
async def tools(context: InvocationContext) -> AsyncGenerator[Event, None]:
    call = types.FunctionCall(id="c1", name="add_title", args={"text": "城市", "seconds": 3})
    yield event(context, types.Part(function_call=call), partial=True)
    yield event(context, types.Part(function_call=call))
    result = types.FunctionResponse(id="c1", name="add_title", response={"ok": True})
    yield event(context, types.Part(function_response=result))
    slow = types.FunctionCall(id="c2", name="render", args={})
    yield event(context, types.Part(function_call=slow), long_running_tool_ids={"c2"})
    yield event(context, actions=EventActions(state_delta={"draft_version": 2}))
    yield text(context, "The title is there.")


@script("silent edit")
async def silent_edit(context: InvocationContext) -> AsyncGenerator[Event, None]:
    yield event(context, actions=EventActions(state_delta={"draft_version": 3}))


@script("nothing")
async def nothing(_: InvocationContext) -> AsyncGenerator[Event, None]:
    return
    yield  # an async generator all the same


@script("silence")
async def silence(context: InvocationContext) -> AsyncGenerator[Event, None]:
    await asyncio.sleep(1.5)  # what is tested is silence itself
    yield text(context, "At last.")


@script("error before")
async def error_before(context: InvocationContext) -> AsyncGenerator[Event, None]:
    if context.session is not None:
        raise RuntimeError('no "quota" left')
    yield text(context, "never")


@script("error amid")
async def error_amid(context: InvocationContext) -> AsyncGenerator[Event, None]:
    yield text(context, "Half an ans", partial=True)
    raise RuntimeError("the model fell over")


@script("error after")
async def error_after(context: InvocationContext) -> AsyncGenerator[Event, None]:
    yield text(context, "All is done.")
    raise RuntimeError("the model fell over")


@script("error code")
async def error_code(context: InvocationContext) -> AsyncGenerator[Event, None]:
    yield text(context, "I stop here.", error_code="SAFETY", error_message="blocked")


@script("large")
async def large(context: InvocationContext) -> AsyncGenerator[Event, None]:
    yield text(context, "片" * (LARGE // 3))


@script("separators")
async def separators(context: InvocationContext) -> AsyncGenerator[Event, None]:
    yield text(context, SEPARATORS, partial=True)
    yield text(context, SEPARATORS)


class Scripted(BaseAgent):
    """Follows the script that the message names."""

    async def _run_async_impl(self, ctx: InvocationContext) -> AsyncGenerator[Event, None]:
        said = ctx.user_content.parts[0].text if ctx.user_content and ctx.user_content.parts else ""
        async for each in SCRIPTS[said or ""](ctx):
            yield each


root_agent = Scripted(name="nemo_agent")
