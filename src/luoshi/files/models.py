"""The table of blobs."""

from django.db import models


class Blob(models.Model):
    """Bytes on disk, named by their SHA-256. The same bytes are kept once, whoever handed them in."""

    class Kind(models.TextChoices):
        """What the content is, whatever the name says."""

        PDF = "pdf", "PDF"
        JPEG = "jpeg", "JPEG 图片"
        PNG = "png", "PNG 图片"
        DOCX = "docx", "Word 文档"
        XLSX = "xlsx", "Excel 工作簿"
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
        return self.kind in (self.Kind.JPEG, self.Kind.PNG)

    @property
    def has_preview(self) -> bool:
        """Whether its pages can be shown as images."""
        return self.is_picture or self.kind == self.Kind.PDF
