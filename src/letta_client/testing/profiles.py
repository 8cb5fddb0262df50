"""Where servers differ from the API's contract.

Every flag is off by default, which is what the contract says or leaves to be expected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

ProfileName: TypeAlias = Literal["contract", "letta-0.16.8"]


@dataclass(frozen=True)
class Lists:
    """How lists are paged."""

    runs_swap_after_and_before: bool = False
    messages_take_after_as_later: bool = False
    runs_agents_blocks_and_tools_ignore_unknown_cursors: bool = False
    negative_limits_fail: bool = False
    limit_zero_lists_all_agents_and_blocks: bool = False
    limits_count_messages_that_were_not_wanted: bool = False
    pages_of_agent_messages_come_oldest_first: bool = False
    steps_cannot_be_listed: bool = False
    blocks_of_an_agent_go_by_id: bool = False
    cursors_of_an_agents_tools_go_by_id: bool = False
    passages_take_after_as_later: bool = False
    folders_and_files_of_agents_take_after_as_a_greater_id: bool = False
    groups_take_after_as_a_greater_id: bool = False
    of_what_is_not_there_are_empty: bool = False


@dataclass(frozen=True)
class Streams:
    """What a run's stream brings, and how it ends."""

    need_a_request_body: bool = False
    of_async_runs_bring_only_pings: bool = False
    from_past_the_end_bring_only_pings: bool = False
    end_without_done_after_background_errors: bool = False
    end_without_done_after_foreground_cancels: bool = False
    replay_the_first_ping_to_everybody: bool = False
    are_refused_to_old_clients: bool = False


@dataclass(frozen=True)
class Messages:
    """How messages are taken, stored and shown."""

    refused_ones_make_failed_runs: bool = False
    share_an_id_within_a_step: bool = False
    are_stored_when_their_step_succeeds: bool = False
    replies_are_reasoning_outside_of_threads: bool = False
    cannot_be_sent_in_batches: bool = False
    cannot_be_searched: bool = False
    answers_that_come_again_let_the_agent_speak: bool = False
    are_listed_after_a_reset: bool = False


@dataclass(frozen=True)
class Conversations:
    """What is known of conversations."""

    unknown_ones_have_no_messages: bool = False
    know_messages_to_all_others_by_their_otid: bool = False
    ignore_unknown_cursors: bool = False
    are_found_by_patterns_of_summaries: bool = False
    keep_what_is_updated_to_null: bool = False
    tell_no_code_of_pending_approvals: bool = False
    tell_their_messages_only_by_themselves: bool = False
    tell_of_their_prompt: bool = False
    leave_runs_of_whole_sends_created: bool = False


@dataclass(frozen=True)
class Agents:
    """How agents are created and shown."""

    need_a_model: bool = False
    come_whole_unless_parts_are_asked_for: bool = False
    do_not_tell_their_last_run: bool = False
    show_their_blocks_without_tags: bool = False
    of_blocks_and_identities_are_bare: bool = False


@dataclass(frozen=True)
class Tools:
    """What can be done with tools, and how they are shown."""

    have_to_exist_before_agents_have_them: bool = False
    cannot_be_searched: bool = False
    have_the_source_type_json_unless_told: bool = False
    deleting_unknown_ones_is_a_bad_request: bool = False


@dataclass(frozen=True)
class McpServers:
    """What can be done with MCP servers."""

    of_stdio_are_refused: bool = False
    at_private_addresses_are_refused: bool = False
    cannot_be_reached: bool = False
    unknown_ones_have_no_tools: bool = False
    unknown_tools_of_theirs_fail: bool = False
    unknown_names_are_bad_requests: bool = False


@dataclass(frozen=True)
class Cloud:
    """What only Letta Cloud has."""

    is_missing: bool = False


@dataclass(frozen=True)
class Folders:
    """What can be done with folders and their files."""

    need_an_embedding: bool = False
    are_found_by_a_part_of_their_name: bool = False
    cannot_tell_their_metadata: bool = False
    fail_at_unknown_files: bool = False
    delete_files_of_others: bool = False
    share_files_with_all_agents: bool = False


@dataclass(frozen=True)
class Passages:
    """How passages are found and deleted."""

    are_all_found: bool = False
    have_no_score: bool = False
    can_be_deleted_as_those_of_any_agent: bool = False


@dataclass(frozen=True)
class Identities:
    """What can be done with identities."""

    of_what_is_not_there_fail: bool = False
    upserting_unknown_ones_is_not_found: bool = False
    upserting_their_properties_replaces_them: bool = False
    updating_their_properties_merges_them: bool = False
    less_than_none_are_none: bool = False


@dataclass(frozen=True)
class Groups:
    """What can be done with groups."""

    do_not_tell_their_blocks: bool = False
    cannot_change_their_messages: bool = False


@dataclass(frozen=True)
class Runs:
    """What can be done with runs, and what is kept of them."""

    cannot_be_deleted: bool = False
    have_no_spans: bool = False
    cancelling_without_ids_takes_the_last_sent: bool = False


@dataclass(frozen=True)
class Steps:
    """What can be done with steps, and what is known of them."""

    transactions_cannot_be_updated: bool = False
    do_not_tell_when_they_began: bool = False
    unknown_ones_are_empty: bool = False


@dataclass(frozen=True)
class Errors:
    """What comes with an error."""

    have_trace_ids_if_spans_are_kept: bool = False
    close_the_connection_if_the_server_failed: bool = False


@dataclass(frozen=True)
class Values:
    """How values look."""

    completed_at_has_no_zone: bool = False
    durations_of_runs_are_only_in_lists: bool = False


@dataclass(frozen=True)
class Profile:
    """One server's differences from the contract."""

    name: ProfileName
    lists: Lists = field(default_factory=Lists)
    streams: Streams = field(default_factory=Streams)
    messages: Messages = field(default_factory=Messages)
    conversations: Conversations = field(default_factory=Conversations)
    agents: Agents = field(default_factory=Agents)
    tools: Tools = field(default_factory=Tools)
    mcp_servers: McpServers = field(default_factory=McpServers)
    cloud: Cloud = field(default_factory=Cloud)
    folders: Folders = field(default_factory=Folders)
    passages: Passages = field(default_factory=Passages)
    identities: Identities = field(default_factory=Identities)
    groups: Groups = field(default_factory=Groups)
    runs: Runs = field(default_factory=Runs)
    steps: Steps = field(default_factory=Steps)
    errors: Errors = field(default_factory=Errors)
    values: Values = field(default_factory=Values)


CONTRACT = Profile("contract")

LETTA_0_16_8 = Profile(
    "letta-0.16.8",
    lists=Lists(
        runs_swap_after_and_before=True,
        messages_take_after_as_later=True,
        runs_agents_blocks_and_tools_ignore_unknown_cursors=True,
        negative_limits_fail=True,
        limit_zero_lists_all_agents_and_blocks=True,
        limits_count_messages_that_were_not_wanted=True,
        pages_of_agent_messages_come_oldest_first=True,
        steps_cannot_be_listed=True,
        blocks_of_an_agent_go_by_id=True,
        cursors_of_an_agents_tools_go_by_id=True,
        passages_take_after_as_later=True,
        folders_and_files_of_agents_take_after_as_a_greater_id=True,
        groups_take_after_as_a_greater_id=True,
        of_what_is_not_there_are_empty=True,
    ),
    streams=Streams(
        need_a_request_body=True,
        of_async_runs_bring_only_pings=True,
        from_past_the_end_bring_only_pings=True,
        end_without_done_after_background_errors=True,
        end_without_done_after_foreground_cancels=True,
        replay_the_first_ping_to_everybody=True,
        are_refused_to_old_clients=True,
    ),
    messages=Messages(
        refused_ones_make_failed_runs=True,
        share_an_id_within_a_step=True,
        are_stored_when_their_step_succeeds=True,
        replies_are_reasoning_outside_of_threads=True,
        cannot_be_sent_in_batches=True,
        cannot_be_searched=True,
        answers_that_come_again_let_the_agent_speak=True,
        are_listed_after_a_reset=True,
    ),
    conversations=Conversations(
        unknown_ones_have_no_messages=True,
        ignore_unknown_cursors=True,
        are_found_by_patterns_of_summaries=True,
        keep_what_is_updated_to_null=True,
        tell_no_code_of_pending_approvals=True,
        tell_their_messages_only_by_themselves=True,
        tell_of_their_prompt=True,
        leave_runs_of_whole_sends_created=True,
        know_messages_to_all_others_by_their_otid=True,
    ),
    agents=Agents(
        need_a_model=True,
        come_whole_unless_parts_are_asked_for=True,
        do_not_tell_their_last_run=True,
        show_their_blocks_without_tags=True,
        of_blocks_and_identities_are_bare=True,
    ),
    tools=Tools(
        have_to_exist_before_agents_have_them=True,
        cannot_be_searched=True,
        have_the_source_type_json_unless_told=True,
        deleting_unknown_ones_is_a_bad_request=True,
    ),
    mcp_servers=McpServers(
        of_stdio_are_refused=True,
        at_private_addresses_are_refused=True,
        cannot_be_reached=True,
        unknown_ones_have_no_tools=True,
        unknown_tools_of_theirs_fail=True,
        unknown_names_are_bad_requests=True,
    ),
    cloud=Cloud(is_missing=True),
    folders=Folders(
        need_an_embedding=True,
        are_found_by_a_part_of_their_name=True,
        cannot_tell_their_metadata=True,
        fail_at_unknown_files=True,
        delete_files_of_others=True,
        share_files_with_all_agents=True,
    ),
    passages=Passages(
        are_all_found=True,
        have_no_score=True,
        can_be_deleted_as_those_of_any_agent=True,
    ),
    identities=Identities(
        of_what_is_not_there_fail=True,
        upserting_unknown_ones_is_not_found=True,
        upserting_their_properties_replaces_them=True,
        updating_their_properties_merges_them=True,
        less_than_none_are_none=True,
    ),
    groups=Groups(do_not_tell_their_blocks=True, cannot_change_their_messages=True),
    runs=Runs(
        cannot_be_deleted=True,
        have_no_spans=True,
        cancelling_without_ids_takes_the_last_sent=True,
    ),
    steps=Steps(
        transactions_cannot_be_updated=True,
        do_not_tell_when_they_began=True,
        unknown_ones_are_empty=True,
    ),
    errors=Errors(
        have_trace_ids_if_spans_are_kept=True,
        close_the_connection_if_the_server_failed=True,
    ),
    values=Values(
        completed_at_has_no_zone=True,
        durations_of_runs_are_only_in_lists=True,
    ),
)

PROFILES: dict[str, Profile] = {profile.name: profile for profile in (CONTRACT, LETTA_0_16_8)}
