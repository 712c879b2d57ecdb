"""Whose an upload under way is. Blobs have no permissions: whoever sees the record that names one sees the file."""

from django.db.models import QuerySet

from luoshi.files.models import Upload
from luoshi.kit.access import permission, visibility
from luoshi.kit.actor import Actor


@permission("files.upload")
def may_upload(actor: Actor, upload: Upload) -> bool:
    """Only the person who began it goes on with it."""
    return actor.is_system or (actor.user_id is not None and upload.owner_id == actor.user_id)


@visibility(Upload, permission="files.upload")
def visible_to(actor: Actor) -> QuerySet[Upload]:
    """The same for a list."""
    uploads = Upload.objects.select_related("blob")
    if actor.is_system:
        return uploads
    return uploads.filter(owner_id=actor.user_id) if actor.user_id is not None else uploads.none()
