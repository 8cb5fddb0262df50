"""What a newer server may send is kept; what is damaged is found."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from dumping import dump
from letta_client.types import (
    agent_state,
    content,
    groups,
    identities,
    internal_messages,
    llm_config,
    messages,
    model_settings,
    response_formats,
    runs,
    sources,
    steps,
    streaming,
    tool_rules,
    tools,
)
from letta_client.types._model import BaseModel
from letta_client.types.health import HealthResponse

DATE = "2026-11-21T19:19:55+00:00"
MESSAGE = {"id": "message-1", "date": DATE}
STORED = {"id": "message-1", "role": "user"}


def parse(kind: Any, payload: Any) -> Any:
    return TypeAdapter(kind).validate_json(json.dumps(payload), strict=True)


def kept(model: BaseModel) -> Any:
    dump(model)
    return json.loads(model.to_json())


def test_unknown_fields_are_kept() -> None:
    payload = {"id": "run-1", "agent_id": "agent-1", "mood": {"now": ["good"]}}
    run = parse(runs.Run, payload)
    assert run.model_extra == {"mood": {"now": ["good"]}}
    assert run.mood == {"now": ["good"]}
    assert kept(run) == payload
    assert run.to_dict() == payload


@pytest.mark.parametrize(
    ("model", "payload"),
    [
        (runs.Run, {"id": "r", "agent_id": "a", "status": "paused", "stop_reason": "bored"}),
        (steps.Step, {"id": "step-1", "status": "skipped", "feedback": "mixed"}),
        (streaming.LettaStopReason, {"message_type": "stop_reason", "stop_reason": "bored"}),
        (internal_messages.InternalMessage, {"id": "m", "role": "oracle"}),
        (messages.HiddenReasoningMessage, {"id": "m", "state": "blurred"}),
        (messages.ReasoningMessage, {"id": "m", "reasoning": "", "source": "oracle"}),
        (messages.EventMessage, {"id": "m", "event_type": "dream", "event_data": {}}),
        (messages.ToolReturn, {"tool_return": "", "status": "late", "tool_call_id": "c"}),
        (runs.LettaRequestConfig, {"include_return_message_types": ["dream_message"]}),
        (tools.Tool, {"id": "tool-1", "tool_type": "borrowed"}),
        (agent_state.Memory, {"blocks": [], "agent_type": "dreamer"}),
        (agent_state.CompactionSettings, {"mode": "forget"}),
        (model_settings.OpenAIReasoning, {"reasoning_effort": "heroic"}),
        (model_settings.AnthropicModelSettings, {"provider_type": "anthropic", "effort": "xhigh"}),
        (
            llm_config.LlmConfig,
            {
                "model": "m",
                "model_endpoint_type": "moonshot",
                "context_window": 1,
                "provider_category": "lent",
                "reasoning_effort": "heroic",
                "effort": "xhigh",
                "verbosity": "mute",
                "compatibility_type": "zip",
            },
        ),
        (
            sources.Source,
            {
                "id": "source-1",
                "name": "s",
                "vector_db_provider": "drawer",
                "embedding_config": {
                    "embedding_endpoint_type": "oracle",
                    "embedding_model": "m",
                    "embedding_dim": 1,
                },
            },
        ),
        (
            groups.Group,
            {"id": "group-1", "manager_type": "lottery", "agent_ids": [], "description": ""},
        ),
        (
            identities.Identity,
            {
                "id": "identity-1",
                "identifier_key": "k",
                "name": "n",
                "identity_type": "pet",
                "agent_ids": [],
                "block_ids": [],
                "properties": [{"key": "k", "value": 1.5, "type": "range"}],
            },
        ),
    ],
)
def test_unknown_enum_values_are_kept(model: type[BaseModel], payload: dict[str, Any]) -> None:
    if issubclass(model, messages.LettaMessage):
        payload = {**payload, "date": "2026-11-21T19:19:55Z"}
    assert kept(parse(model, payload)) == payload


@pytest.mark.parametrize(
    "union",
    [messages.Message, streaming.LettaStreamingResponse, steps.MessageListResponse],
    ids=["Message", "LettaStreamingResponse", "MessageListResponse"],
)
def test_unknown_messages_are_kept(union: Any) -> None:
    payload = {"message_type": "dream_message", "id": "message-1", "seq_id": 7, "plot": [{"a": 1}]}
    message = parse(union, payload)
    assert type(message) is messages.UnknownMessage
    assert (message.id, message.seq_id, message.run_id) == ("message-1", 7, None)
    assert message.model_extra == {"plot": [{"a": 1}]}
    assert kept(message) == payload


def test_stream_events_are_no_messages() -> None:
    ping = {**MESSAGE, "message_type": "ping"}
    assert type(parse(streaming.LettaStreamingResponse, ping)) is streaming.LettaPing
    assert type(parse(messages.Message, ping)) is messages.UnknownMessage


@pytest.mark.parametrize(
    "payload",
    [
        {**MESSAGE, "message_type": "user_message", "content": [{"type": "smell", "of": "tea"}]},
        {**MESSAGE, "message_type": "assistant_message", "content": [{"type": "image", "x": 1}]},
        {
            **MESSAGE,
            "message_type": "tool_return_message",
            "tool_return": "",
            "status": "success",
            "tool_call_id": "c",
            "tool_returns": [
                {
                    "type": "tool",
                    "tool_return": [{"type": "smell", "of": "tea"}],
                    "status": "success",
                    "tool_call_id": "c",
                }
            ],
        },
    ],
)
def test_unknown_content_is_kept(payload: dict[str, Any]) -> None:
    message = parse(messages.Message, payload)
    assert "UnknownContent" in repr(message)
    assert kept(message) == {**payload, "date": "2026-11-21T19:19:55Z"}


def test_unknown_content_of_a_stored_message_is_kept() -> None:
    payload = {**STORED, "content": [{"type": "smell", "of": "tea"}]}
    message = parse(internal_messages.InternalMessage, payload)
    assert [type(part) for part in message.content] == [content.UnknownContent]
    assert kept(message) == payload


def test_unknown_image_sources_are_kept() -> None:
    payload = {"type": "image", "source": {"type": "hologram", "depth": 3}}
    image = parse(content.ImageContent, payload)
    assert type(image.source) is content.UnknownImageSource
    assert kept(image) == payload


@pytest.mark.parametrize(
    "approval", [{"type": "veto", "by": "me"}, {"type": "veto", "tool_call_id": "c"}]
)
def test_unknown_approvals_are_kept(approval: dict[str, Any]) -> None:
    response = parse(
        messages.Message,
        {**MESSAGE, "message_type": "approval_response_message", "approvals": [approval]},
    )
    stored = parse(internal_messages.InternalMessage, {**STORED, "approvals": [approval]})
    for message in (response, stored):
        assert [type(item) for item in message.approvals] == [messages.UnknownApproval]
        assert kept(message)["approvals"] == [approval]


@pytest.mark.parametrize(
    ("union", "unknown", "payload"),
    [
        (
            tool_rules.ToolRule,
            tool_rules.UnknownToolRule,
            {"type": "only_on_mondays", "tool_name": "t", "hours": [9, 17]},
        ),
        (
            model_settings.ModelSettings,
            model_settings.UnknownModelSettings,
            {"provider_type": "somebody", "max_output_tokens": 1, "strict": True},
        ),
        (
            response_formats.ResponseFormat,
            response_formats.UnknownResponseFormat,
            {"type": "haiku", "lines": 3},
        ),
    ],
    ids=["ToolRule", "ModelSettings", "ResponseFormat"],
)
def test_unknown_parts_of_an_agent_are_kept(union: Any, unknown: Any, payload: Any) -> None:
    part = parse(union, payload)
    assert type(part) is unknown
    assert kept(part) == payload


def test_properties_of_an_identity_keep_their_types() -> None:
    for value in ["1", 1, 1.5, True, {"a": [1]}]:
        payload = {"key": "k", "value": value, "type": "json"}
        for strict in (True, False):
            found = identities.IdentityProperty.model_validate_json(
                json.dumps(payload), strict=strict
            )
            assert found.value == value
            assert type(found.value) is type(value)


def test_stored_approvals_are_told_apart() -> None:
    decision = {"type": "approval", "tool_call_id": "c", "approve": True}
    tool_return = {"tool_call_id": "c", "status": "success", "func_response": "done"}
    message = parse(
        internal_messages.InternalMessage,
        {**STORED, "approvals": [decision, tool_return]},
    )
    assert [type(item) for item in message.approvals] == [
        messages.ApprovalReturn,
        internal_messages.InternalToolReturn,
    ]


DAMAGED: dict[str, tuple[Any, Any]] = {
    "message without its content": (messages.Message, {**MESSAGE, "message_type": "user_message"}),
    "message without a type": (messages.Message, {**MESSAGE, "content": "hello"}),
    "message with a bad date": (
        messages.Message,
        {"id": "message-1", "date": "now", "message_type": "user_message", "content": "hello"},
    ),
    "event without its reason": (
        streaming.LettaStreamingResponse,
        {"message_type": "stop_reason"},
    ),
    "tool call without a call": (
        streaming.LettaStreamingResponse,
        {**MESSAGE, "message_type": "tool_call_message"},
    ),
    "tool call with a number for a name": (
        streaming.LettaStreamingResponse,
        {**MESSAGE, "message_type": "tool_call_message", "tool_call": {"name": 1}},
    ),
    "text without a text": (
        messages.Message,
        {**MESSAGE, "message_type": "user_message", "content": [{"type": "text"}]},
    ),
    "what the agent said without a text": (
        messages.Message,
        {**MESSAGE, "message_type": "assistant_message", "content": [{"type": "text"}]},
    ),
    "stored tool call without an input": (
        internal_messages.InternalMessage,
        {
            "id": "m",
            "role": "assistant",
            "content": [{"type": "tool_call", "id": "c", "name": "n"}],
        },
    ),
    "image without a URL": (
        content.ImageContent,
        {"type": "image", "source": {"type": "url"}},
    ),
    "decision without an answer": (
        messages.Message,
        {
            **MESSAGE,
            "message_type": "approval_response_message",
            "approvals": [{"type": "approval", "tool_call_id": "c"}],
        },
    ),
    "stored decision without an answer": (
        internal_messages.InternalMessage,
        {**STORED, "approvals": [{"type": "approval", "tool_call_id": "c"}]},
    ),
    "rule without its tool": (tool_rules.ToolRule, {"type": "run_first"}),
    "rule without a type": (tool_rules.ToolRule, {"tool_name": "t"}),
    "settings with a text for a number": (
        model_settings.ModelSettings,
        {"provider_type": "openai", "temperature": "hot"},
    ),
    "settings without a provider": (model_settings.ModelSettings, {"temperature": 1.0}),
    "form without its schema": (response_formats.ResponseFormat, {"type": "json_schema"}),
    "run without an agent": (runs.Run, {"id": "run-1"}),
    "run with a number for a status": (
        runs.Run,
        {"id": "run-1", "agent_id": "agent-1", "status": 1},
    ),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_damaged_payloads_of_known_variants_are_found(damage: str) -> None:
    kind, payload = DAMAGED[damage]
    with pytest.raises(ValidationError):
        parse(kind, payload)


def test_a_copy_and_a_pickle_are_the_same_message() -> None:
    message = parse(messages.Message, {**MESSAGE, "message_type": "user_message", "content": "hi"})
    assert copy.deepcopy(message) == message
    assert pickle.loads(pickle.dumps(message)) == message


def test_messages_can_be_made_by_hand() -> None:
    message = messages.UserMessage(id="message-1", date=datetime.now(UTC), content="hi")
    assert message.message_type == "user_message"


def test_a_text_of_the_agent_is_of_the_published_class() -> None:
    payload = {**MESSAGE, "message_type": "assistant_message", "content": [{"text": "hi"}]}
    (part,) = parse(messages.Message, payload).content
    assert isinstance(part, content.LettaAssistantMessageContentUnion)
    assert isinstance(part, content.TextContent)


def test_steps_have_the_published_names_of_their_model() -> None:
    payload = {"id": "step-1", "model_handle": "a/b", "model_endpoint": "http://model.invalid"}
    step = parse(steps.Step, payload)
    assert step.api_model_handle == step.model_handle == "a/b"
    assert step.api_model_endpoint == step.model_endpoint == "http://model.invalid"
    assert kept(step) == payload


def test_an_agent_has_the_published_names_of_its_model() -> None:
    settings = {"provider_type": "xai", "temperature": 0.5}
    compaction = parse(agent_state.CompactionSettings, {"model_settings": settings})
    assert compaction.api_model_settings is compaction.model_settings
    assert type(compaction.api_model_settings) is model_settings.XaiModelSettings
    config = parse(
        llm_config.LlmConfig,
        {
            "model": "m",
            "model_endpoint_type": "openai",
            "model_endpoint": "http://model.invalid",
            "model_wrapper": "chatml",
            "context_window": 1,
        },
    )
    assert config.api_model_endpoint_type == "openai"
    assert config.api_model_endpoint == "http://model.invalid"
    assert config.api_model_wrapper == "chatml"
    tool = parse(tools.Tool, {"id": "tool-1", "metadata_": {"a": 1}})
    assert tool.metadata == tool.metadata_ == {"a": 1}


def test_settings_have_nested_defaults_of_their_own() -> None:
    one, other = model_settings.OpenAIModelSettings(), model_settings.OpenAIModelSettings()
    one.reasoning.reasoning_effort = "low"
    assert other.reasoning.reasoning_effort == "high"


def test_steps_have_lists_of_their_own() -> None:
    one, other = steps.Step(id="step-1"), steps.Step(id="step-2")
    one.tags.append("helpful")
    assert other.tags == []
    assert other.messages == []


def test_models_print_with_the_name_of_their_class() -> None:
    health = HealthResponse(version="0.16.8", status="ok")
    assert str(health) == repr(health) == "HealthResponse(version='0.16.8', status='ok')"


def test_a_model_in_another_one_is_built_without_validation_before_it_was_ever_used() -> None:
    # In a process of its own: models that were used are complete.
    code = (
        "from letta_client.types._construction import construct\n"
        "from letta_client.types.steps import Step\n"
        "message = {'role': 'approval', 'approvals': [{'approve': 5}]}\n"
        "step = construct({'id': 'step-1', 'messages': [message]}, Step)\n"
        "print(step.messages[0].approvals)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout, result.stderr
