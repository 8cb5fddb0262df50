"""The models say what the server's contract says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from pydantic import TypeAdapter

import letta_client.types as root
from letta_client.types import (
    agent_params,
    agent_state,
    agents,
    blocks,
    content,
    groups,
    health,
    identities,
    internal_messages,
    letta_response,
    llm_config,
    message_params,
    messages,
    model_settings,
    model_settings_params,
    response_format_params,
    response_formats,
    runs,
    sources,
    steps,
    stop_reason,
    streaming,
    tool_rule_params,
    tool_rules,
    tools,
)
from letta_client.types._model import BaseModel

CONTRACT = Path(__file__).parents[1] / "data" / "contract"
RUNS: dict[str, Any] = json.loads((CONTRACT / "runs-steps.json").read_text())
AGENTS: dict[str, Any] = json.loads((CONTRACT / "agents.json").read_text())
SURFACE: dict[str, Any] = json.loads((CONTRACT / "client-surface.json").read_text())
SCHEMAS: dict[str, Any] = {**AGENTS["schemas"], **RUNS["schemas"]}

LOGPROBS = "letta__schemas__openai__chat_completion_response__"

MODELS: dict[str, type[BaseModel]] = {
    "ApprovalRequestMessage": messages.ApprovalRequestMessage,
    "ApprovalResponseMessage": messages.ApprovalResponseMessage,
    "ApprovalReturn": messages.ApprovalReturn,
    "AssistantMessage": messages.AssistantMessage,
    "Base64Image": content.Base64Image,
    "BillingContext": steps.BillingContext,
    "ChatCompletionMessageFunctionToolCall-Output": internal_messages.InternalToolCall,
    "CompactionStats": messages.CompactionStats,
    "EventMessage": messages.EventMessage,
    "Function-Output": internal_messages.InternalToolCallFunction,
    "Health": health.HealthResponse,
    "HiddenReasoningMessage": messages.HiddenReasoningMessage,
    "ImageContent": content.ImageContent,
    "LettaErrorMessage": streaming.LettaErrorMessage,
    "LettaImage": content.LettaImage,
    "LettaPing": streaming.LettaPing,
    "LettaRequestConfig": runs.LettaRequestConfig,
    "LettaStopReason": streaming.LettaStopReason,
    "LettaUsageStatistics": streaming.LettaUsageStatistics,
    "Message": internal_messages.InternalMessage,
    "OmittedReasoningContent": content.OmittedReasoningContent,
    "ProviderTrace": steps.ProviderTrace,
    "ReasoningContent": content.ReasoningContent,
    "ReasoningMessage": messages.ReasoningMessage,
    "RedactedReasoningContent": content.RedactedReasoningContent,
    "Run": runs.Run,
    "RunMetrics": runs.RunMetrics,
    "Step": steps.Step,
    "StepMetrics": steps.StepMetrics,
    "SummarizedReasoningContent": content.SummarizedReasoningContent,
    "SummarizedReasoningContentPart": content.SummarizedReasoningContentPart,
    "SummaryMessage": messages.SummaryMessage,
    "SystemMessage": messages.SystemMessage,
    "TextContent": content.TextContent,
    "ToolCall": messages.ToolCall,
    "ToolCallContent": content.ToolCallContent,
    "ToolCallDelta": messages.ToolCallDelta,
    "ToolCallMessage": messages.ToolCallMessage,
    "ToolReturnContent": content.ToolReturnContent,
    "ToolReturnMessage": messages.ToolReturnMessage,
    "UrlImage": content.UrlImage,
    "UsageStatistics": runs.UsageRetrieveResponse,
    "UsageStatisticsCompletionTokenDetails": runs.CompletionTokensDetails,
    "UsageStatisticsPromptTokenDetails": runs.PromptTokensDetails,
    "UserMessage": messages.UserMessage,
    "letta__schemas__letta_message__ToolReturn": messages.ToolReturn,
    "letta__schemas__message__ToolReturn-Output": internal_messages.InternalToolReturn,
    # of agents.json
    "LettaResponse": letta_response.LettaResponse,
    "TurnTokenData": letta_response.Turn,
    f"{LOGPROBS}ChoiceLogprobs": letta_response.Logprobs,
    f"{LOGPROBS}ChatCompletionTokenLogprob": letta_response.TokenLogprob,
    f"{LOGPROBS}TopLogprob": letta_response.TopLogprob,
    "AgentEnvironmentVariable": agent_state.AgentEnvironmentVariable,
    "AgentState": agent_state.AgentState,
    "AnthropicModelSettings": model_settings.AnthropicModelSettings,
    "AnthropicThinking": model_settings.AnthropicThinking,
    "AzureModelSettings": model_settings.AzureModelSettings,
    "BasetenModelSettings": model_settings.BasetenModelSettings,
    "BedrockModelSettings": model_settings.BedrockModelSettings,
    "Block": blocks.Block,
    "ChatGPTOAuthModelSettings": model_settings.ChatGPTOAuthModelSettings,
    "ChatGPTOAuthReasoning": model_settings.ChatGPTOAuthReasoning,
    "ChildToolRule": tool_rules.ChildToolRule,
    "CompactionSettings-Output": agent_state.CompactionSettings,
    "ConditionalToolRule": tool_rules.ConditionalToolRule,
    "ContinueToolRule": tool_rules.ContinueToolRule,
    "DeepseekModelSettings": model_settings.DeepseekModelSettings,
    "EmbeddingConfig": llm_config.EmbeddingConfig,
    "FileBlock": blocks.FileBlock,
    "GeminiThinkingConfig": model_settings.GeminiThinkingConfig,
    "GoogleAIModelSettings": model_settings.GoogleAIModelSettings,
    "GoogleVertexModelSettings": model_settings.GoogleVertexModelSettings,
    "GroqModelSettings": model_settings.GroqModelSettings,
    "Group": groups.Group,
    "Identity": identities.Identity,
    "IdentityProperty": identities.IdentityProperty,
    "InitToolRule": tool_rules.InitToolRule,
    "JsonObjectResponseFormat": response_formats.JsonObjectResponseFormat,
    "JsonSchemaResponseFormat": response_formats.JsonSchemaResponseFormat,
    "LLMConfig": llm_config.LlmConfig,
    "MaxCountPerStepToolRule": tool_rules.MaxCountPerStepToolRule,
    "Memory": agent_state.Memory,
    "NpmRequirement": tools.NpmRequirement,
    "OpenAIModelSettings": model_settings.OpenAIModelSettings,
    "OpenAIReasoning": model_settings.OpenAIReasoning,
    "OpenRouterModelSettings": model_settings.OpenRouterModelSettings,
    "ParentToolRule": tool_rules.ParentToolRule,
    "PipRequirement": tools.PipRequirement,
    "RequiredBeforeExitToolRule": tool_rules.RequiredBeforeExitToolRule,
    "RequiresApprovalToolRule": tool_rules.RequiresApprovalToolRule,
    "SGLangModelSettings": model_settings.SGLangModelSettings,
    "Source": sources.Source,
    "TerminalToolRule": tool_rules.TerminalToolRule,
    "TextResponseFormat": response_formats.TextResponseFormat,
    "TogetherModelSettings": model_settings.TogetherModelSettings,
    "Tool": tools.Tool,
    "ToolCallNode": tool_rules.ToolCallNode,
    "XAIModelSettings": model_settings.XaiModelSettings,
    "ZAIModelSettings": model_settings.ZaiModelSettings,
    "ZAIThinking": model_settings.ZaiThinking,
}

ALIASES: dict[str, Any] = {
    "AgentType": agent_state.AgentType,
    "FeedbackType": steps.FeedbackType,
    "IdentityPropertyType": identities.IdentityPropertyType,
    "IdentityType": identities.IdentityType,
    "LettaAssistantMessageContentUnion": content.AssistantMessageContent,
    "LettaMessageUnion": messages.Message,
    "LettaToolReturnContentUnion": content.LettaToolReturnContentUnion,
    "LettaUserMessageContentUnion": content.LettaUserMessageContentUnion,
    "ManagerType": groups.ManagerType,
    "MessageRole": internal_messages.MessageRole,
    "MessageType": messages.MessageType,
    "ProviderCategory": llm_config.ProviderCategory,
    "RunStatus": runs.RunStatus,
    "StepStatus": steps.StepStatus,
    "StopReasonType": stop_reason.StopReasonType,
    "ToolType": tools.ToolType,
    "VectorDBProvider": sources.VectorDBProvider,
}

PARAMS: dict[str, Any] = {
    "ModifyFeedbackRequest": steps.FeedbackCreateParams,
    "RetrieveStreamRequest": runs.MessageStreamParams,
    # of agents.json
    "ApprovalCreate": message_params.ApprovalCreateParam,
    "CancelAgentRunRequest": message_params.MessageCancelParams,
    "ClientSkillSchema": message_params.ClientSkillParam,
    "ClientToolSchema": message_params.ClientToolParam,
    "CompactionSettings-Input": agent_params.CompactionSettingsParam,
    "CreateAgentRequest": agent_params.AgentCreateParams,
    "CreateBlock": agent_params.CreateBlockParam,
    "LettaAsyncRequest": message_params.MessageCreateAsyncParams,
    "LettaStreamingRequest": message_params.MessageStreamParams,
    "MessageCreate": message_params.MessageCreateParam,
    "ResetMessagesRequest": message_params.MessageResetParams,
    "ToolReturnCreate": message_params.ToolReturnCreateParam,
    "letta__server__rest_api__routers__v1__agents__CompactionRequest": (
        agent_params.MessageCompactParams
    ),
}

# Models that are sent, too, and their dictionaries.
SENT: dict[str, Any] = {
    "ApprovalReturn": message_params.ApprovalReturnParam,
    "Base64Image": message_params.Base64ImageParam,
    "ImageContent": message_params.ImageContentParam,
    "LettaImage": message_params.LettaImageParam,
    "OmittedReasoningContent": message_params.OmittedReasoningContentParam,
    "ReasoningContent": message_params.ReasoningContentParam,
    "RedactedReasoningContent": message_params.RedactedReasoningContentParam,
    "SummarizedReasoningContent": message_params.SummarizedReasoningContentParam,
    "SummarizedReasoningContentPart": message_params.SummarizedReasoningContentPartParam,
    "TextContent": message_params.TextContentParam,
    "ToolCallContent": message_params.ToolCallContentParam,
    "ToolReturnContent": message_params.ToolReturnContentParam,
    "UrlImage": message_params.UrlImageParam,
    "letta__schemas__letta_message__ToolReturn": message_params.ToolReturnParam,
    # of an agent
    "AnthropicModelSettings": model_settings_params.AnthropicModelSettingsParam,
    "AnthropicThinking": model_settings_params.AnthropicThinkingParam,
    "AzureModelSettings": model_settings_params.AzureModelSettingsParam,
    "BasetenModelSettings": model_settings_params.BasetenModelSettingsParam,
    "BedrockModelSettings": model_settings_params.BedrockModelSettingsParam,
    "ChatGPTOAuthModelSettings": model_settings_params.ChatGPTOAuthModelSettingsParam,
    "ChatGPTOAuthReasoning": model_settings_params.ChatGPTOAuthReasoningParam,
    "ChildToolRule": tool_rule_params.ChildToolRuleParam,
    "ConditionalToolRule": tool_rule_params.ConditionalToolRuleParam,
    "ContinueToolRule": tool_rule_params.ContinueToolRuleParam,
    "DeepseekModelSettings": model_settings_params.DeepseekModelSettingsParam,
    "EmbeddingConfig": agent_params.EmbeddingConfigParam,
    "GeminiThinkingConfig": model_settings_params.GeminiThinkingConfigParam,
    "GoogleAIModelSettings": model_settings_params.GoogleAIModelSettingsParam,
    "GoogleVertexModelSettings": model_settings_params.GoogleVertexModelSettingsParam,
    "GroqModelSettings": model_settings_params.GroqModelSettingsParam,
    "InitToolRule": tool_rule_params.InitToolRuleParam,
    "JsonObjectResponseFormat": response_format_params.JsonObjectResponseFormatParam,
    "JsonSchemaResponseFormat": response_format_params.JsonSchemaResponseFormatParam,
    "LLMConfig": agent_params.LlmConfigParam,
    "MaxCountPerStepToolRule": tool_rule_params.MaxCountPerStepToolRuleParam,
    "OpenAIModelSettings": model_settings_params.OpenAIModelSettingsParam,
    "OpenAIReasoning": model_settings_params.OpenAIReasoningParam,
    "OpenRouterModelSettings": model_settings_params.OpenRouterModelSettingsParam,
    "ParentToolRule": tool_rule_params.ParentToolRuleParam,
    "RequiredBeforeExitToolRule": tool_rule_params.RequiredBeforeExitToolRuleParam,
    "RequiresApprovalToolRule": tool_rule_params.RequiresApprovalToolRuleParam,
    "SGLangModelSettings": model_settings_params.SGLangModelSettingsParam,
    "TerminalToolRule": tool_rule_params.TerminalToolRuleParam,
    "TextResponseFormat": response_format_params.TextResponseFormatParam,
    "TogetherModelSettings": model_settings_params.TogetherModelSettingsParam,
    "ToolCallNode": tool_rule_params.ToolCallNodeParam,
    "XAIModelSettings": model_settings_params.XaiModelSettingsParam,
    "ZAIModelSettings": model_settings_params.ZaiModelSettingsParam,
    "ZAIThinking": model_settings_params.ZaiThinkingParam,
}

# The bodies of errors, which the client reads as errors and not as models.
ERRORS = {"HTTPValidationError", "ValidationError"}

# (schema, field): where we differ from the contract, and why.

# Discriminators have their value as a default everywhere, so that models are easy to make.
REQUIRED_IN_THE_CONTRACT_ONLY = {("LettaErrorMessage", "message_type")}

# The server makes these ids, so no response is without one; the published client requires them.
REQUIRED_BY_US_ONLY = {
    ("Identity", "id"),
    ("Message", "id"),
    ("Run", "id"),
    ("Source", "id"),
    ("Tool", "id"),
}

# Fields of the published client that this server does not have.
FIELDS_BEYOND_THE_CONTRACT = {("ProviderTrace", "latency_ms")}

# Parameters of this server that the published client does not have: `extra_body` takes them.
PARAMETERS_OF_THE_CONTRACT_ONLY = {
    ("CreateAgentRequest", "actor_id"),
    ("CreateAgentRequest", "include_multi_agent_tools"),
}

# The published client has a class of its own where the contract has a union of one.
CLASSES_BEYOND_THE_CONTRACT = {"LettaAssistantMessageContentUnion": "TextContent"}

# The queries: (path, parameters that we send as what they are).
QUERIES: dict[str, Any] = {
    "/v1/runs/": root.RunListParams,
    "/v1/runs/{run_id}/messages": runs.MessageListParams,
    "/v1/runs/{run_id}/steps": runs.StepListParams,
    "/v1/runs/{run_id}/trace": runs.TraceRetrieveParams,
    "/v1/steps/": root.StepListParams,
    "/v1/steps/{step_id}/messages": steps.MessageListParams,
    "/v1/agents/": root.AgentListParams,
    "/v1/agents/{agent_id}": root.AgentRetrieveParams,
    "/v1/agents/{agent_id}/messages": agents.MessageListParams,
}

# The parameters of the published client's methods.
METHODS: dict[tuple[str, str], Any] = {
    ("runs", "list"): root.RunListParams,
    ("runs.messages", "list"): runs.MessageListParams,
    ("runs.messages", "stream"): runs.MessageStreamParams,
    ("runs.steps", "list"): runs.StepListParams,
    ("runs.trace", "retrieve"): runs.TraceRetrieveParams,
    ("steps", "list"): root.StepListParams,
    ("steps.feedback", "create"): steps.FeedbackCreateParams,
    ("steps.messages", "list"): steps.MessageListParams,
    ("agents", "create"): root.AgentCreateParams,
    ("agents", "list"): root.AgentListParams,
    ("agents", "retrieve"): root.AgentRetrieveParams,
    ("agents.messages", "cancel"): agents.MessageCancelParams,
    ("agents.messages", "compact"): agents.MessageCompactParams,
    ("agents.messages", "create"): agents.MessageCreateParams,
    ("agents.messages", "create_async"): agents.MessageCreateAsyncParams,
    ("agents.messages", "list"): agents.MessageListParams,
    ("agents.messages", "reset"): agents.MessageResetParams,
    ("agents.messages", "stream"): agents.MessageStreamParams,
}


class Shape:
    """A schema without what does not matter here, so that it can be compared.

    An enumeration that is open to any text is the same as its known values, and a union is the
    same without its `Unknown…` variant: that is how ours differ from the contract's by design.
    """

    def __init__(self, names: dict[str, str], definitions: dict[str, Any]) -> None:
        self.names = names
        self.definitions = definitions

    def of(self, schema: dict[str, Any]) -> frozenset[Any]:
        shapes = self._variants(schema)
        is_enum = any(shape[0] == "enum" for shape in shapes)
        return shapes - {("string",)} if is_enum else shapes

    def _variants(self, schema: dict[str, Any]) -> frozenset[Any]:
        if "$ref" in schema:
            return self._of_name(schema["$ref"].rpartition("/")[2])
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return frozenset(shape for part in schema[union] for shape in self.of(part))
        if "enum" in schema or "const" in schema:
            return frozenset({("enum", frozenset(schema.get("enum", [schema.get("const")])))})
        if schema.get("type") == "array":
            return frozenset({("array", self.of(schema["items"]))})
        if isinstance(schema.get("additionalProperties"), dict):
            return frozenset({("map", self.of(schema["additionalProperties"]))})
        return frozenset({(schema.get("format") or schema.get("type", "any"),)})

    def _of_name(self, name: str) -> frozenset[Any]:
        if name.startswith("Unknown"):
            return frozenset()
        if name in self.names:
            return frozenset({("model", self.names[name])})
        return self.of(self.definitions[name])


THEIRS = Shape({name: model.__name__ for name, model in MODELS.items()}, SCHEMAS)


def ours(schema: dict[str, Any]) -> Shape:
    definitions: dict[str, Any] = schema.get("$defs", {})
    names: dict[str, str] = {
        name: CLASSES_BEYOND_THE_CONTRACT.get(name, name) for name in definitions
    }
    return Shape(names, definitions)


def fields_of(name: str, differences: set[tuple[str, str]]) -> set[str]:
    return {field for schema, field in differences if schema == name}


def reached(names: set[str]) -> set[str]:
    """The schemas of the contract that stand in those of `names`, at any depth."""
    text = json.dumps([SCHEMAS[name] for name in names])
    more = {name for name in SCHEMAS if f'/{name}"' in text}
    return names if more <= names else reached(names | more)


def test_every_schema_of_the_contract_is_accounted_for() -> None:
    known = MODELS.keys() | ALIASES.keys() | PARAMS.keys() | ERRORS
    assert RUNS["schemas"].keys() <= known


def test_everything_that_an_agent_is_made_of_is_accounted_for() -> None:
    assert reached({"AgentState"}) <= MODELS.keys() | ALIASES.keys()
    assert "LettaMessageContentUnion" in reached({"CreateAgentRequest"})
    known = PARAMS.keys() | SENT.keys() | ALIASES.keys() | {"LettaMessageContentUnion"}
    assert reached({"CreateAgentRequest"}) <= known


@pytest.mark.parametrize("name", MODELS)
def test_model_has_the_fields_of_the_contract(name: str) -> None:
    theirs = SCHEMAS[name]["properties"]
    more = fields_of(name, FIELDS_BEYOND_THE_CONTRACT)
    assert not more & set(theirs)
    assert set(MODELS[name].model_fields) == set(theirs) | more


@pytest.mark.parametrize("name", MODELS)
def test_model_requires_what_the_contract_requires(name: str) -> None:
    required = {key for key, field in MODELS[name].model_fields.items() if field.is_required()}
    theirs = set(SCHEMAS[name].get("required", []))
    assert required - theirs == fields_of(name, REQUIRED_BY_US_ONLY)
    assert theirs - required == fields_of(name, REQUIRED_IN_THE_CONTRACT_ONLY)


@pytest.mark.parametrize("name", MODELS)
def test_model_has_the_defaults_of_the_contract(name: str) -> None:
    for key, field in MODELS[name].model_fields.items():
        if not field.is_required():
            theirs = SCHEMAS[name]["properties"].get(key, {}).get("default")
            default = field.get_default(call_default_factory=True, validated_data={})
            if isinstance(default, BaseModel):
                default = default.model_dump()
            assert default == theirs, key


@pytest.mark.parametrize("name", MODELS)
def test_model_has_the_types_of_the_contract(name: str) -> None:
    schema = MODELS[name].model_json_schema()
    shape = ours(schema)
    for key, theirs in SCHEMAS[name]["properties"].items():
        expected = THEIRS.of(theirs)
        if not MODELS[name].model_fields[key].is_required() and "default" not in theirs:
            expected |= {("null",)}  # what need not be sent is None for us
        assert shape.of(schema["properties"][key]) == expected, key


@pytest.mark.parametrize("name", ALIASES)
def test_alias_has_the_values_and_variants_of_the_contract(name: str) -> None:
    schema = TypeAdapter(ALIASES[name]).json_schema()
    assert ours(schema).of(schema) == THEIRS.of(SCHEMAS[name])


def test_stream_events_are_those_of_the_contract_and_of_all_messages() -> None:
    schema = TypeAdapter(streaming.LettaStreamingResponse).json_schema()
    expected = THEIRS.of(AGENTS["schemas"]["LettaStreamingResponse"])
    # A stream may bring summaries and events, which the contract forgets.
    expected |= THEIRS.of(RUNS["schemas"]["LettaMessageUnion"])
    assert ours(schema).of(schema) == expected


def test_messages_of_steps_are_those_of_the_contract() -> None:
    path = RUNS["paths"]["/v1/steps/{step_id}/messages"]["get"]
    items = path["responses"]["200"]["content"]["application/json"]["schema"]["items"]
    schema = TypeAdapter(steps.MessageListResponse).json_schema()
    assert ours(schema).of(schema) == THEIRS.of(items)


@pytest.mark.parametrize("name", [*PARAMS, *SENT])
def test_parameters_are_those_of_the_contract(name: str) -> None:
    params = (PARAMS | SENT)[name]
    theirs = set(SCHEMAS[name]["properties"])
    if params is runs.MessageStreamParams:  # the path has a run_id, too
        theirs = theirs - {"run_id"} | {"body_run_id"}
    theirs -= fields_of(name, PARAMETERS_OF_THE_CONTRACT_ONLY)
    assert set(get_type_hints(params)) == theirs
    assert params.__required_keys__ == set(SCHEMAS[name].get("required", []))


@pytest.mark.parametrize("path", QUERIES)
def test_queries_are_those_of_the_contract(path: str) -> None:
    parameters = (RUNS["paths"] | AGENTS["paths"])[path]["get"]["parameters"]
    theirs = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
    assert set(get_type_hints(QUERIES[path])) == theirs


@pytest.mark.parametrize("method", METHODS, ids=".".join)
def test_parameters_are_those_of_the_published_methods(method: tuple[str, str]) -> None:
    resource, name = method
    parameters = SURFACE["sync"][resource][name]["params"]
    theirs = {parameter["name"] for parameter in parameters if parameter["keyword_only"]}
    assert set(get_type_hints(METHODS[method])) == theirs
