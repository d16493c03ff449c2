"""The Studio's page side: what is clicked there, handed to the same calls that Python has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..jobs import submit
from ..widgets.commands import Buffers, Handler, Message

if TYPE_CHECKING:
    from .studio import Studio


class Page:
    """Listens to one Studio's widgets."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        conversation = studio.conversation
        conversation.on("ask", lambda content: studio._ask(str(content.get("text", ""))))
        conversation.on("cancel", lambda _: studio.cancel_ask())
        conversation.on("retry", lambda content: self._again(str(content.get("message"))))
        conversation.on("undo", self._undo)
        conversation.on("action", self._action)
        studio.timeline.on_edit(lambda edit: studio._edit([edit]))

    def commands(self) -> Mapping[str, Handler]:
        """The Studio's own commands."""
        studio = self._studio

        def command(do: Any) -> Handler:
            async def handle(content: Message, _: Buffers) -> None:
                do(content)

            return handle

        return {
            "export": command(lambda _: studio._export(None)),
            "cancel_export": command(lambda _: studio.renders.cancel_exports()),
            "save": command(lambda _: studio._export(None)),
            "undo": command(lambda _: studio._step("undo")),
            "redo": command(lambda _: studio._step("redo")),
            "goto": command(lambda content: studio._step("goto", int(content.get("version", 0)))),
            "preview": command(lambda _: studio.renders.follow()),
            "cancel_preview": self._cancel_preview,
        }

    def requests(self) -> Mapping[str, Handler]:
        """What the page pulls through the Studio: finished films, to save them."""
        studio = self._studio

        async def get(content: Message, _: Buffers) -> None:
            await studio.player.answer_get(content, studio.outgoing)

        async def hear(content: Message, _: Buffers) -> None:
            studio.outgoing.hear(content)

        return {"get": get, "ack": hear, "cancel": hear}

    async def _cancel_preview(self, _: Message, __: Buffers) -> None:
        await self._studio.renders.cancel_preview()

    def _again(self, id: str) -> None:
        message = self._studio.conversation.message(id) or {}
        again = message.get("again") or {}
        if again.get("do") == "preview":
            self._studio.renders.follow()
        elif again.get("do") == "export" or message.get("role") == "export":
            self._studio._export(None)
        elif again.get("text"):
            self._studio._ask(str(again["text"]))

    def _undo(self, content: Message) -> None:
        studio, number = self._studio, int(content.get("version") or 0)
        if number in (0, studio.history.current):
            studio._step("undo")
        else:
            studio._step("goto", studio.history.number(number).parent)

    def _action(self, content: Message) -> None:
        name, id = content.get("action"), str(content.get("message"))
        message = self._studio.conversation.message(id) or {}
        if name == "cancel":
            if message.get("role") == "export":
                self._studio.renders.cancel_exports()
            else:
                self._studio.cancel_ask()
        elif name == "retry":
            self._again(id)
        elif name == "undo":
            self._undo({"version": message.get("version")})
        elif name == "local":
            submit(self._studio.adding.use_this_machine())
