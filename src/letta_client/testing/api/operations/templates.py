"""Templates of Letta Cloud: agents to make other agents from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from letta_client.testing.api.contract.bodies import (
    TemplateAgentsRequest,
    TemplateCreateRequest,
    TemplateFromAgent,
    TemplateRollbackRequest,
    TemplateSaveRequest,
    TemplateUpdateRequest,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.template_agents import filled_in, from_agent, from_file
from letta_client.testing.api.world import World
from letta_client.testing.store.agent_activity import EVERYTHING
from letta_client.testing.store.cloud import StoredTemplate, get
from letta_client.testing.store.errors import ApiError, conflict
from letta_client.types.template_agents import TemplateAgentsResponse
from letta_client.types.templates import Template, TemplateChangeResponse, TemplateDeleteResponse

_PROJECT_ID = "00000000-0000-4000-8000-000000000000"
_PROJECT = "default-project"
_NEWEST = ("", "latest")
_UNSAVED = ("current", "dev")


@operation("create_template")
def create_template(world: World, body: TemplateCreateRequest) -> Template:
    if isinstance(body, TemplateFromAgent):
        made = from_agent(world.agent_state(find_agent(world, body.agent_id), EVERYTHING))
    else:
        made = from_file(body.agent_file)
    name = body.name or made.get("name") or "template"
    if name in world.cloud.templates:
        raise conflict(f"There is a template {name} already")
    template = Template(
        id=world.cloud.new_id("template"),
        name=name,
        latest_version="1",
        project_id=_PROJECT_ID,
        project_slug=_PROJECT,
        template_deployment_slug=_slug(name, 1),
        updated_at=world.now().isoformat(),
    )
    world.cloud.templates[name] = StoredTemplate(template, made, [made])
    return template


@operation("update_template")
def update_template(
    world: World, template_name: str, body: TemplateUpdateRequest
) -> TemplateChangeResponse:
    made = from_file(body.agent_file_json)
    stored = get("Template", world.cloud.templates, template_name)
    if body.save_existing_changes:
        stored = _saved(world, stored)
    _keep(world, replace(stored, current=made))
    return TemplateChangeResponse(success=True)


@operation("save_template")
def save_template(world: World, template_name: str, body: TemplateSaveRequest) -> Template:
    saved = _saved(world, get("Template", world.cloud.templates, template_name))
    _keep(world, saved)
    return saved.template


@operation("rollback_template")
def rollback_template(
    world: World, template_name: str, body: TemplateRollbackRequest
) -> TemplateChangeResponse:
    stored = get("Template", world.cloud.templates, template_name)
    _keep(world, replace(stored, current=_version(stored, body.version)))
    return TemplateChangeResponse(success=True, message=f"Returned to version {body.version}")


@operation("delete_template")
def delete_template(world: World, template_name: str) -> TemplateDeleteResponse:
    get("Template", world.cloud.templates, template_name)
    world.cloud.templates.pop(template_name, None)
    return TemplateDeleteResponse(success=True)


@operation("create_agents_from_template")
def create_agents_from_template(
    world: World, template_version: str, body: TemplateAgentsRequest
) -> TemplateAgentsResponse:
    name, _, version = template_version.rpartition("/")[2].partition(":")
    made = _version(get("Template", world.cloud.templates, name), version)
    agent = world.create_agent(filled_in(made, body))
    return TemplateAgentsResponse(
        agent_ids=[agent.id], deployment_id=world.cloud.new_id("deployment")
    )


def _saved(world: World, stored: StoredTemplate) -> StoredTemplate:
    """Return a template with what it is now as its newest version."""
    versions = [*stored.versions, stored.current]
    number = len(versions)
    update = {
        "latest_version": str(number),
        "template_deployment_slug": _slug(stored.template.name, number),
        "updated_at": world.now().isoformat(),
    }
    template = stored.template.model_copy(update=update)
    return replace(stored, template=template, versions=versions)


def _keep(world: World, stored: StoredTemplate) -> None:
    world.cloud.templates[stored.template.name] = stored


def _version(stored: StoredTemplate, version: str) -> Mapping[str, Any]:
    if version in _UNSAVED:
        return stored.current
    if version in _NEWEST:
        return stored.versions[-1]
    for number, made in enumerate(stored.versions, 1):
        if version == str(number):
            return made
    raise ApiError(404, f"The template {stored.template.name} has no version {version}")


def _slug(name: str, number: int) -> str:
    return f"{_PROJECT}/{name}:{number}"
