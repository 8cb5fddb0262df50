"""Folders, and the files that are uploaded into them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from mimetypes import MimeTypes
from pathlib import PurePosixPath

from pydantic import BaseModel

from letta_client.testing.api.contract.bodies import SourceCreate
from letta_client.testing.api.contract.enumerations import DuplicateFileHandling
from letta_client.testing.api.embedding import DEFAULT_EMBEDDING, embedding_config
from letta_client.testing.api.stored_passages import NewPassage
from letta_client.testing.simulation.ids import ORGANIZATION_ID, USER_ID, IdFamily
from letta_client.testing.store.collection import Collection, Store
from letta_client.testing.store.errors import ApiError, bad_request
from letta_client.types.folder_files import FileMetadata
from letta_client.types.llm_config import EmbeddingConfig
from letta_client.types.passages import Passage
from letta_client.types.sources import Source

_CHARACTERS_OF_A_TOKEN = 4
_UNSUPPORTED_TYPE = 415
# What the real server calls these, whatever the client says.
_TYPES = MimeTypes()
for _ending, _type in {
    ".js": "text/javascript",
    ".md": "text/x-markdown",
    ".py": "text/x-python",
    ".yaml": "text/x-yaml",
    ".yml": "text/x-yaml",
}.items():
    _TYPES.add_type(_type, _ending)


class NewFile(BaseModel):
    """A file to store."""

    folder: Source
    name: str
    original_name: str
    file_type: str
    size: int
    text: str


@dataclass(frozen=True)
class Upload:
    """A file as it comes in.

    Attributes:
        name: its name.
        content: its content.
        content_type: its media type, if the client has told it.
    """

    name: str
    content: bytes
    content_type: str | None


class StoredFiles:
    """The folders with their files. What it has may be used from any thread.

    Args:
        passages: the passages of files, and others.
        store: what all collections of the server share.

    Attributes:
        folders: the folders.
        files: the files of all folders, with their texts.
    """

    def __init__(self, passages: Collection[Passage, NewPassage], store: Store) -> None:
        self._passages = passages
        self.folders: Collection[Source, SourceCreate] = Collection(
            "Source", "source", _make_folder, store, unique=_name
        )
        self.files: Collection[FileMetadata, NewFile] = Collection(
            "FileMetadata", "file", _make_file, store
        )
        self.folders.on_deleted(
            lambda gone: self.files.delete_where(lambda each: each.source_id == gone)
        )
        self.files.on_deleted(lambda gone: passages.delete_where(lambda each: each.file_id == gone))

    def files_of(self, folder_id: str, now: datetime) -> list[FileMetadata]:
        """Return the files of a folder, the oldest first."""
        return [each for each in self.files.all(now) if each.source_id == folder_id]

    def upload(
        self, folder: Source, upload: Upload, handling: DuplicateFileHandling, now: datetime
    ) -> tuple[FileMetadata, bool]:
        """Put a file into a folder.

        Args:
            folder: the folder.
            upload: the file.
            handling: what to do if it has a file of this name.
            now: the moment.

        Returns:
            The file of this name, and whether it is a new one.

        Raises:
            ApiError: 400, there is a file of this name; 415, this is no file that can be read.
        """
        file_type = _media_type(upload)
        alike = [
            file for file in self.files_of(folder.id, now) if file.original_file_name == upload.name
        ]
        if alike and handling == DuplicateFileHandling.SKIP:
            return alike[-1], False
        if alike and handling == DuplicateFileHandling.ERROR:
            raise bad_request(
                f"INVALID_ARGUMENT: File '{upload.name}' already exists in folder '{folder.name}'"
            )
        if alike and handling == DuplicateFileHandling.REPLACE:
            self.files.delete(alike[-1].id, now)
        request = NewFile(
            folder=folder,
            name=self._free_name(folder, upload.name, now),
            original_name=upload.name,
            file_type=file_type,
            size=len(upload.content),
            text=upload.content.decode(errors="replace"),
        )
        file = self.files.create(request, now)
        self._read(file, folder, now)
        return file, True

    def _free_name(self, folder: Source, name: str, now: datetime) -> str:
        path = PurePosixPath(name)
        taken = {file.file_name for file in self.files_of(folder.id, now)}
        free, number = f"{folder.name}/{name}", 0
        while free in taken:
            number += 1
            free = f"{folder.name}/{path.stem}_({number}){path.suffix}"
        return free

    def _read(self, file: FileMetadata, folder: Source, now: datetime) -> None:
        """Make passages of a file."""
        for text in _pieces(file.content or "", folder.embedding_config.embedding_chunk_size):
            passage = NewPassage(
                text=text,
                source_id=folder.id,
                file_id=file.id,
                file_name=file.file_name,
                embedding_config=folder.embedding_config,
                stored_at=now,
            )
            self._passages.create(passage, now)


def shown(file: FileMetadata, *, with_content: bool) -> FileMetadata:
    """Return a file as it is listed: by the name that it has within its folder."""
    name = (file.file_name or "").rpartition("/")[2]
    changes = {"file_name": name} | ({} if with_content else {"content": None})
    return file.model_copy(update=changes)


def just_uploaded(file: FileMetadata) -> FileMetadata:
    """Return a file as it is when it has just come in, and nobody has read it."""
    return file.model_copy(
        update={
            "processing_status": "parsing",
            "total_chunks": None,
            "chunks_embedded": None,
            "content": None,
        }
    )


def _name(folder: Source) -> str:
    return folder.name


def _make_folder(request: SourceCreate, ids: IdFamily, now: datetime) -> Source:
    given = request.embedding_config
    if given is None:
        config = embedding_config(
            request.embedding or DEFAULT_EMBEDDING, request.embedding_chunk_size
        )
    else:
        config = EmbeddingConfig.model_validate(given.model_dump())
    return Source(
        name=request.name,
        description=request.description,
        instructions=request.instructions,
        metadata=request.metadata,
        id="",
        embedding_config=config,
        organization_id=ORGANIZATION_ID,
        created_by_id=USER_ID,
        last_updated_by_id=USER_ID,
        created_at=now,
        updated_at=now,
    )


def _make_file(request: NewFile, ids: IdFamily, now: datetime) -> FileMetadata:
    pieces = [*_pieces(request.text, request.folder.embedding_config.embedding_chunk_size)]
    return FileMetadata(
        source_id=request.folder.id,
        file_name=request.name,
        original_file_name=request.original_name,
        file_type=request.file_type,
        file_size=request.size,
        processing_status="completed",
        total_chunks=max(len(pieces), 1),
        chunks_embedded=len(pieces),
        content=request.text,
        id="",
        organization_id=ORGANIZATION_ID,
        created_at=now,
        updated_at=now,
    )


def _pieces(text: str, tokens: int | None) -> Iterator[str]:
    """Yield the pieces of a text: lines, as many as fit into one vector."""
    size = (tokens or 1) * _CHARACTERS_OF_A_TOKEN
    piece = ""
    for line in text.splitlines(keepends=True):
        if piece and len(piece) + len(line) > size:
            yield piece.strip()
            piece = ""
        piece += line
    if piece.strip():
        yield piece.strip()


def _media_type(upload: Upload) -> str:
    told = (upload.content_type or "").partition(";")[0].strip()
    media_type = _TYPES.guess_type(upload.name)[0] or told or "unknown"
    if media_type.startswith("text/") or media_type in ("application/json", "application/pdf"):
        return media_type
    raise ApiError(
        _UNSUPPORTED_TYPE,
        f"Unsupported file type: {media_type} (filename: {upload.name}). Supported types: text "
        "files, JSON, PDF.",
    )
