"""The files of folders."""

from __future__ import annotations

from pathlib import PurePosixPath

from starlette.datastructures import UploadFile

from letta_client.testing.api.contract.bodies import (
    Body_upload_file_to_folder,
    Body_upload_file_to_source,
)
from letta_client.testing.api.contract.queries import (
    GetFileMetadataQuery,
    ListFilesForFolderQuery,
    ListSourceFilesQuery,
    RetrieveFileQuery,
    UploadFileToFolderQuery,
    UploadFileToSourceQuery,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.folders import find_folder_of_list
from letta_client.testing.api.stored_files import Upload, just_uploaded, shown
from letta_client.testing.api.world import World
from letta_client.testing.store.errors import ApiError, unknown_error
from letta_client.types.folder_files import FileMetadata


@operation("list_files_for_folder")
def list_files_for_folder(
    world: World, folder_id: str, query: ListFilesForFolderQuery
) -> list[FileMetadata]:
    return _page(world, folder_id, query)


@operation("list_source_files")
def list_source_files(
    world: World, source_id: str, query: ListSourceFilesQuery
) -> list[FileMetadata]:
    oldest_first = ListFilesForFolderQuery(
        order="asc", after=query.after, limit=query.limit, include_content=query.include_content
    )
    return _page(world, source_id, oldest_first)


@operation("upload_file_to_folder")
def upload_file_to_folder(
    world: World, folder_id: str, query: UploadFileToFolderQuery, body: Body_upload_file_to_folder
) -> FileMetadata:
    return _uploaded(world, folder_id, query, body.file)


@operation("upload_file_to_source")
def upload_file_to_source(
    world: World, source_id: str, query: UploadFileToSourceQuery, body: Body_upload_file_to_source
) -> FileMetadata:
    return _uploaded(world, source_id, query, body.file)


@operation("retrieve_file")
def retrieve_file(
    world: World, folder_id: str, file_id: str, query: RetrieveFileQuery
) -> FileMetadata:
    file = world.files.files.find(file_id, world.now())
    if file is None and world.profile.folders.fail_at_unknown_files:
        raise unknown_error()
    if file is None or file.source_id != folder_id:
        what = f"File with id={file_id} not found in folder {folder_id}"
        raise ApiError(404, what, names_trace=True)
    return shown(file, with_content=query.include_content)


@operation("get_file_metadata")
def get_file_metadata(
    world: World, source_id: str, file_id: str, query: GetFileMetadataQuery
) -> FileMetadata:
    file = world.files.files.find(file_id, world.now())
    if file is None:
        raise ApiError(404, f"File with id={file_id} not found.", names_trace=True)
    return shown(file, with_content=query.include_content)


@operation("delete_file_from_folder")
def delete_file_from_folder(world: World, folder_id: str, file_id: str) -> None:
    _delete(world, folder_id, file_id)


@operation("delete_file_from_source")
def delete_file_from_source(world: World, source_id: str, file_id: str) -> None:
    _delete(world, source_id, file_id)


def _page(world: World, folder_id: str, query: ListFilesForFolderQuery) -> list[FileMetadata]:
    find_folder_of_list(world, folder_id)
    page = world.files.files.list_page(query, world.now(), lambda file: file.source_id == folder_id)
    return [shown(file, with_content=query.include_content) for file in page]


def _uploaded(
    world: World,
    folder_id: str,
    query: UploadFileToFolderQuery | UploadFileToSourceQuery,
    sent: UploadFile,
) -> FileMetadata:
    now = world.now()
    folder = world.files.folders.get(folder_id, now)
    name = PurePosixPath(query.name or sent.filename or "").name
    upload = Upload(name, sent.file.read(), sent.content_type)
    file, is_new = world.files.upload(folder, upload, query.duplicate_handling, now)
    if not is_new:
        return file.model_copy(update={"content": None})
    world.agent_files.add(file, now)
    return just_uploaded(file)


def _delete(world: World, folder_id: str, file_id: str) -> None:
    now = world.now()
    folder = world.files.folders.find(folder_id, now)
    if folder is None:
        raise ApiError(404, f"Source with ID {folder_id} not found")
    file = world.files.files.get(file_id, now)
    if file.source_id != folder_id and not world.profile.folders.delete_files_of_others:
        raise ApiError(404, f"File with id={file_id} not found in folder {folder_id}")
    world.files.files.delete(file_id, now)
