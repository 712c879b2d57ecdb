"""The table of blobs, what was found out about them, and the files that are still on their way in."""

from django.conf import settings
from django.db import models

from luoshi.kit.records import Record


class Blob(models.Model):
    """Bytes on disk, named by their SHA-256. The same bytes are kept once, whoever handed them in."""

    class Kind(models.TextChoices):
        """What the content is, whatever the name says."""

        PDF = "pdf", "PDF"
        OFD = "ofd", "OFD 版式文件"
        JPEG = "jpeg", "JPEG 图片"
        PNG = "png", "PNG 图片"
        HEIC = "heic", "HEIC 图片"
        DOCX = "docx", "Word 文档"
        XLSX = "xlsx", "Excel 工作簿"
        WPS = "wps", "WPS 文字"
        MP4 = "mp4", "MP4 视频"
        TEXT = "text", "文本"

    sha256 = models.CharField("校验值", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("字节数")
    kind = models.CharField("类型", max_length=8, choices=Kind)
    pages = models.PositiveIntegerField("页数", default=1)

    class Meta:
        """Blobs."""

        verbose_name = "文件"

    def __str__(self) -> str:
        """Type and the beginning of the hash."""
        return f"{self.kind} {self.sha256[:12]}"

    @property
    def is_picture(self) -> bool:
        """Whether it is a photograph or drawing."""
        return self.kind in (self.Kind.JPEG, self.Kind.PNG, self.Kind.HEIC)

    @property
    def has_preview(self) -> bool:
        """Whether its pages can be shown as images; all other kinds are only kept."""
        return self.is_picture or self.kind == self.Kind.PDF


class Examination(models.Model):
    """What can be told of a file by its content alone, found out once; `files.examining` writes it."""

    blob = models.OneToOneField(Blob, models.CASCADE, primary_key=True, related_name="examination", verbose_name="文件")
    first_text = models.TextField("第一页文字", blank=True)
    blank_pages = models.JSONField("空白页", default=list, blank=True)
    pages_looked = models.PositiveIntegerField("查看页数", default=0)
    phash = models.CharField("图片指纹", max_length=32, blank=True)
    taken_at = models.CharField("拍摄时间", max_length=16, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    longitude = models.FloatField("经度", null=True, blank=True)
    camera = models.CharField("拍摄设备", max_length=100, blank=True)
    turned = models.BooleanField("横置存放", default=False)
    signed = models.BooleanField("带数字签名", null=True, blank=True)
    failed = models.BooleanField("没有看成", default=False)

    class Meta:
        """Examinations."""

        verbose_name = "文件查看结果"

    def __str__(self) -> str:
        """Of which file."""
        return f"examination of {self.blob_id}"


class Upload(Record):
    """A file on its way in, piece by piece; `files.uploads` writes it.

    Once it is taken in, `blob` is set and the row stays for a while, so that an answer lost on the way can be given
    again; nothing else may rely on it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads", verbose_name="上传人")
    purpose = models.CharField("用于", max_length=120)
    name = models.CharField("文件名", max_length=255)
    size = models.PositiveBigIntegerField("字节数")
    stamp = models.CharField("最后修改", max_length=40, blank=True)
    received = models.PositiveBigIntegerField("已收字节数", default=0)
    blob = models.ForeignKey(Blob, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="收下的文件")
    created_at = models.DateTimeField("开始时间")
    touched_at = models.DateTimeField("最近时间")

    class Meta:
        """Oldest first; the same file of the same person for the same purpose goes on where it stopped."""

        ordering = ("created_at", "pk")
        verbose_name = "上传中的文件"
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "purpose", "name", "size", "stamp"), name="one_upload_of_the_same_file"
            ),
        )

    def __str__(self) -> str:
        """Name and how far it has come."""
        return f"{self.name} {self.received}/{self.size}"

    @property
    def is_whole(self) -> bool:
        """Whether every byte has come."""
        return self.received == self.size
