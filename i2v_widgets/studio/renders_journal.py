"""The project as the client's journal: a render is written down once, beside the film that it renders."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from ..client import RenderRow

if TYPE_CHECKING:
    from .project import Project

_NAMES = {field.name for field in fields(RenderRow)} - {"render"}


class ProjectJournal:
    """A `client.Journal` over a project's renders.

    Parameters
    ----------
    project : Project
    """

    def __init__(self, project: Project) -> None:
        self._project = project

    def write(self, row: RenderRow) -> None:
        """Keep the row; on disk when this returns."""
        body = {name: value for name, value in asdict(row).items() if name != "render" and value}
        self._project.keep_render(row.render, **body)

    def find(self, render: str) -> RenderRow | None:
        """Return what is known of a render."""
        body = self._project.render(render)
        if body is None:
            return None
        given = {name: body[name] for name in _NAMES if name in body}
        return RenderRow(render, **{"session": "", "token": "", "base": "", "state": "", **given})
