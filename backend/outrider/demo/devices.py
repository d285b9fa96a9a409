"""What the demo's customers have, what goes wrong with it, and how it is mended: a fault fits its device.

Faults, names of parts and reports stand in both languages: whoever tries the demo reads their own. In one text where a customer says it once,
in the reader's where the product asks for one.
"""

import msgspec

from ..model import WorkKind


class Fault(msgspec.Struct, frozen=True):
    kind: WorkKind
    level: str
    english: str
    chinese: str

    @property
    def text(self) -> str:
        return both(self.english, self.chinese)


class Told(msgspec.Struct, frozen=True):
    """Of a report: what was found, how it was proved, what was done."""

    found: str
    diagnosis: str
    done: str


class Part(msgspec.Struct, frozen=True):
    """replaced_by: the number of what is delivered in its place. has_serials: each has one of its own."""

    number: str
    english: str
    chinese: str
    product_line: str
    has_serials: bool = False
    replaced_by: str = ""

    @property
    def text(self) -> str:
        return both(self.english, self.chinese)


class Line(msgspec.Struct, frozen=True):
    """skill: who may do it. part, fault_class: of the repair that the reports tell."""

    skill: str
    part: Part
    fault_class: str
    reports: dict[str, Told]
    faults: tuple[Fault, ...]


def both(english: str, chinese: str) -> str:
    return f"{english} · {chinese}"


def line_of(model: str) -> Line:
    """Whoever tries the demo may enter a device that is none of ours: it is mended like a server."""
    return LINES.get(model, LINES["SR650 server"])


def _inspection(english: str, chinese: str) -> Fault:
    return Fault("inspection", "3", f"Inspection: {english}", f"巡检：{chinese}")


LINES: dict[str, Line] = {
    "SR650 server": Line(
        "server",
        Part("01KR-PSU-750", "Power supply 750 W", "电源模块", "ThinkSystem", has_serials=True),
        "power",
        {
            "en": Told(
                "Power supply in slot 2 failed, under-voltage in the log",
                "Swapped the supplies: the fault went with the part",
                "Replaced the power supply, updated the firmware, load test for 15 minutes",
            ),
            "zh-CN": Told("2 号槽位电源故障，日志有欠压记录", "互换电源验证，故障随部件移动", "更换电源，升级固件，满载测试 15 分钟"),
        },
        (
            Fault("repair", "1", "Restarts by itself, amber light", "频繁重启，亮黄灯"),
            Fault("repair", "2", "One power supply is out", "一个电源故障"),
            Fault("diagnosis", "2", "Slow since the update", "升级后变慢"),
            _inspection("machine room", "机房"),
        ),
    ),
    "Catalyst 9300 switch": Line(
        "network",
        Part("SFP-10G-LR", "SFP+ 10G LR", "光模块", "Network", has_serials=True),
        "network",
        {
            "en": Told(
                "Optical module of uplink 1 loses light when it is warm",
                "Levels measured at both ends; with another module the link stayed up",
                "Replaced the optical module, cleaned the fibre, watched the link for 20 minutes",
            ),
            "zh-CN": Told("上行口 1 光模块受热后失光", "两端测量光功率，换模块后链路稳定", "更换光模块，清洁光纤端面，观察链路 20 分钟"),
        },
        (
            Fault("repair", "2", "Uplink drops every hour", "上行口每小时闪断"),
            Fault("repair", "1", "Half of the ports are dead", "一半端口不通"),
            Fault("installation", "3", "Two switches for the new wing", "新楼装两台交换机"),
            _inspection("network cabinets", "网络机柜"),
        ),
    ),
    "DE4000 storage": Line(
        "storage",
        Part("SSD-960-MU", "SSD 960 GB", "固态硬盘", "ThinkSystem", has_serials=True),
        "hardware",
        {
            "en": Told(
                "Drive in bay 7 failed, the rebuild stopped at 40 %",
                "Logs of both controllers read: errors from this one drive only",
                "Replaced the drive, rebuilt the array, data checked with the customer",
            ),
            "zh-CN": Told("7 号槽位硬盘故障，重建停在 40%", "读取双控日志，错误仅来自该硬盘", "更换硬盘，完成阵列重建，与客户核对数据"),
        },
        (
            Fault("repair", "0", "Controller failed over twice", "控制器两次切换"),
            Fault("repair", "2", "Drive failed, slow rebuild", "硬盘故障，重建慢"),
            Fault("optimisation", "3", "Rebalance the volumes", "重新均衡存储卷"),
        ),
    ),
    "UPS 10 kVA": Line(
        "power",
        Part("BAT-UPS-10", "UPS battery block", "电池组", "UPS", replaced_by="BAT-UPS-12"),
        "power",
        {
            "en": Told(
                "One battery block is worn out, charger alarm E14",
                "Impedance measured: block 3 at twice its value",
                "Replaced the battery block, switched back from bypass, load test for 15 minutes",
            ),
            "zh-CN": Told("一组电池老化，充电器告警 E14", "测量内阻，第 3 组为标称值两倍", "更换电池组，由旁路切回，带载测试 15 分钟"),
        },
        (
            Fault("repair", "1", "On bypass, battery alarm", "转旁路，电池告警"),
            Fault("repair", "2", "Beeps every minute", "每分钟蜂鸣"),
            _inspection("battery test", "电池测试"),
        ),
    ),
    "CT console": Line(
        "imaging",
        Part("DIMM-32-R", "Memory 32 GB", "内存条", "ThinkSystem", has_serials=True),
        "hardware",
        {
            "en": Told(
                "Memory module 4 of the console fails its test",
                "Modules tested one by one",
                "Replaced the module, three test images taken and compared",
            ),
            "zh-CN": Told("操作台 4 号内存条自检失败", "逐条测试内存", "更换内存条，拍摄三幅测试图像并比对"),
        },
        (
            Fault("repair", "1", "Black after start, patients wait", "黑屏，患者等候"),
            Fault("repair", "2", "Images a minute late", "图像延迟一分钟"),
        ),
    ),
    "Blade enclosure": Line(
        "server",
        Part("7X06-FAN", "Fan module", "风扇模块", "ThinkSystem"),
        "hardware",
        {
            "en": Told(
                "Fan module 5 stands still, blades throttle",
                "Fan in another bay: it does not start there either",
                "Replaced the fan module, temperatures back to normal under load",
            ),
            "zh-CN": Told("5 号风扇停转，刀片降频", "换槽位后风扇仍不转", "更换风扇模块，带载温度恢复正常"),
        },
        (
            Fault("repair", "1", "Two blades off by heat", "两块刀片过热关机"),
            Fault("repair", "2", "Fan fault, very loud", "风扇故障，噪声大"),
            Fault("diagnosis", "2", "A blade is not found", "一块刀片无法识别"),
        ),
    ),
    "Backup library": Line(
        "storage",
        Part("LIB-GRIP-2", "Gripper of the robot", "机械手抓手", "ThinkSystem"),
        "hardware",
        {
            "en": Told(
                "Gripper of the robot slips, tapes fall in slot 12",
                "Moved by hand: the spring is broken",
                "Replaced the gripper, inventory run, one backup and one restore done",
            ),
            "zh-CN": Told("机械手抓手打滑，12 号槽掉带", "手动检查，弹簧断裂", "更换抓手，重新盘点，完成一次备份与一次恢复"),
        },
        (
            Fault("repair", "2", "Tape stuck, no backup", "卡带，无法备份"),
            Fault("repair", "2", "Robot does not find its slots", "机械手找不到槽位"),
            Fault("optimisation", "3", "Backups run into the day", "备份跑到白天"),
        ),
    ),
}
ADVICE = {"en": ("None", "Keep the spare outlet free for the next visit"), "zh-CN": ("无", "建议下次检修前预留备用插座")}
NOT_SOLVED = {"en": "Not solved: a part is needed", "zh-CN": "未解决：需要备件"}
MODELS = tuple(LINES)
PARTS = (*(line.part for line in LINES.values()), Part("BAT-UPS-12", "UPS battery block, second series", "电池组（新款）", "UPS"))
