from django.db import migrations

OURS = "落实自拟的默认理由，可由办公室修改"
# code, label, what the unit is to do, whether it counts as handed in
REASONS = [
    ("no_formal", "缺正式文件", "请补正式文件：PDF 或 OFD，有文号、日期和落款。", True),
    ("no_seal", "未盖章或未签发", "请换成盖章或签发后的正式文件。", True),
    ("no_picture", "缺图片", "请补能看出时间、地点和内容的图片。", True),
    ("no_report", "缺信息报道", "请补信息报道的网址或截图。", True),
    ("out_of_year", "日期不在年度内", "请换成本年度的材料。", True),
    ("incomplete", "内容不全", "请按任务要求补全缺少的部分。", True),
    ("unreadable", "看不清", "请重新扫描或拍照，保证每一页都看得清。", True),
    ("repeated", "与他处重复", "这份材料已在别处报送过，请换成本项任务自己的材料。", True),
    ("blank", "空白材料", "报来的材料没有内容，视为未报送。请报送实际材料。", False),
    ("unrelated", "与任务无关", "报来的材料与这项任务无关，视为未报送。请报送这项任务的材料。", False),
]


def fill(apps, _schema):
    """The reasons we begin with; by which day each version was owed, and the last number of each day."""
    reason = apps.get_model("obligations", "ReturnReason")
    if not reason.objects.exists():
        for order, (code, label, advice, counts) in enumerate(REASONS, start=1):
            reason.objects.create(
                code=code, label=label, advice=advice, counts_as_submitted=counts, source=OURS, order=order
            )
    submission = apps.get_model("obligations", "Submission")
    counter = apps.get_model("obligations", "ReceiptDay")
    days = {}
    for one in submission.objects.exclude(receipt_number=None).select_related("obligation"):
        submission.objects.filter(pk=one.pk).update(owed_by=one.obligation.due)
        start, _, number = one.receipt_number.rpartition("-")
        days[start] = max(days.get(start, 0), int(number))
    for start, last in days.items():
        counter.objects.create(day=f"{start[:4]}-{start[5:7]}-{start[7:9]}", last=last)


class Migration(migrations.Migration):
    dependencies = [("obligations", "0004_handing_in_and_reviewing")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
