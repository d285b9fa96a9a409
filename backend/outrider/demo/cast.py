"""Who and what the demo organisation has. All names are invented."""

from ..model import WorkKind

PASSWORD = "outrider-demo"
ORG = "Altamar Service · 海岸服务"
CENTRE = (-29.9350, -71.2600)
STATIONS = (("La Serena", -29.9045, -71.2489), ("Coquimbo", -29.9600, -71.3380), ("Peñuelas", -29.9480, -71.2900))
SKILLS = ("network", "server", "storage", "imaging", "power")

STAFF = (  # login, name, role, language
    ("admin", "Rosa Fuentes", "administrator", "en"),
    ("dispatcher", "陈静 Chen Jing", "dispatcher", "en"),
    ("desk", "Marta Soto", "service_desk", "en"),
    ("manager", "周明 Zhou Ming", "station_manager", "zh-CN"),
    ("office", "Elena Rivas", "head_office", "en"),
    ("remote", "何伟 He Wei", "remote_support", "zh-CN"),
    ("parts", "Tomás Leiva", "parts_clerk", "en"),
    ("secondline", "Irene Vega", "second_line", "en"),
)
ENGINEERS = (
    "王磊 Wang Lei",
    "李娜 Li Na",
    "张强 Zhang Qiang",
    "刘洋 Liu Yang",
    "Camila Rojas",
    "Diego Muñoz",
    "赵敏 Zhao Min",
    "Valentina Díaz",
    "孙浩 Sun Hao",
    "Matías Pérez",
    "周婷 Zhou Ting",
    "吴刚 Wu Gang",
    "Sofía Contreras",
    "Benjamín Silva",
    "郑凯 Zheng Kai",
    "Isidora Reyes",
    "冯雪 Feng Xue",
    "Joaquín Morales",
    "陈晨 Chen Chen",
    "Antonia Herrera",
    "蒋涛 Jiang Tao",
    "Vicente Castro",
    "韩梅 Han Mei",
    "Florencia Núñez",
    "杨帆 Yang Fan",
    "Agustín Torres",
    "朱琳 Zhu Lin",
    "Emilia Araya",
    "秦峰 Qin Feng",
    "Lucas Espinoza",
    "许晴 Xu Qing",
    "Martina Godoy",
    "何军 He Jun",
    "Tomás Vergara",
    "吕艳 Lü Yan",
    "Renata Olivares",
    "施磊 Shi Lei",
    "Maximiliano Bravo",
    "曹颖 Cao Ying",
    "Josefa Cortés",
)
LOGINS = {"王磊 Wang Lei": "wang", "李娜 Li Na": "li", "Camila Rojas": "camila", "张强 Zhang Qiang": "zhang"}

ACCOUNTS = (  # name, class, contact, contact language
    ("Hospital del Elqui", "key", "Dra. Paula Ibáñez", "en"),
    ("Clínica Bahía", "ordinary", "Carlos Pizarro", "en"),
    ("滨海大学 Coastal University", "key", "张建国 Zhang Jianguo", "zh-CN"),
    ("Puerto Austral", "key", "Rodrigo Salas", "en"),
    ("北方矿业 Northern Mining", "key", "李秀英 Li Xiuying", "zh-CN"),
    ("Banco Litoral", "classified", "Ana Barraza", "en"),
    ("Observatorio Cielo Claro", "ordinary", "Dr. Nils Berg", "en"),
    ("海鲜出口 Seafood Export", "ordinary", "王芳 Wang Fang", "zh-CN"),
    ("Municipalidad Centro", "ordinary", "Jorge Alfaro", "en"),
    ("Hotel Mirador", "ordinary", "Lucía Tapia", "en"),
    ("Supermercados Sol", "ordinary", "Pedro Rojo", "en"),
    ("华信电子 Huaxin Electronics", "ordinary", "刘强 Liu Qiang", "zh-CN"),
    ("Liceo Bicentenario", "ordinary", "Gloria Marín", "en"),
    ("Aguas del Norte", "key", "Ximena Ponce", "en"),
    ("Transportes Cóndor", "ordinary", "Raúl Véliz", "en"),
    ("Pisquera Los Valles", "ordinary", "Inés Carmona", "en"),
)
WAYS = ("sms", "mail", "sms", "mail", "none")  # how a contact hears; one in five has to be rung
CONTRACTS = (  # levels, calendar, remote support first
    (["0", "1", "2", "3"], "7x24", True),
    (["CTR4", "CTR6", "0", "1", "2", "3"], None, True),
    (["0", "1", "2", "3", "7x24x4"], None, True),
)
MODELS = ("SR650 server", "Catalyst 9300 switch", "DE4000 storage", "UPS 10 kVA", "CT console", "Blade enclosure", "Backup library")
FAULTS: tuple[tuple[WorkKind, str, str, str], ...] = (
    ("repair", "0", "storage", "Storage controller failed over twice tonight, applications stop"),
    ("repair", "1", "server", "服务器频繁重启，前面板报警灯亮 (server restarts, amber light)"),
    ("repair", "2", "network", "Switch drops its uplink every hour"),
    ("repair", "1", "power", "UPS on bypass, battery alarm"),
    ("inspection", "3", "server", "Quarterly inspection of the machine room"),
    ("installation", "3", "network", "Install two access switches in the new wing"),
    ("repair", "2", "imaging", "工作站黑屏，无法启动 (workstation stays black)"),
    ("diagnosis", "2", "server", "Slow since the update, cause unknown"),
    ("optimisation", "3", "storage", "Rebalance volumes before the holiday"),
)
PARTS = (
    ("01KR-PSU-750", "Power supply 750 W"),
    ("7X06-FAN", "Fan module"),
    ("SSD-960-MU", "SSD 960 GB"),
    ("BAT-UPS-10", "UPS battery block"),
    ("BAT-UPS-12", "UPS battery block, second series"),
    ("SFP-10G-LR", "SFP+ 10G LR"),
    ("DIMM-32-R", "Memory 32 GB"),
)
# Of each: its name in Chinese, product line, what is delivered in its place, whether it has serial numbers.
PART_FACTS = {
    "01KR-PSU-750": ("750 W 电源", "ThinkSystem", "", True),
    "7X06-FAN": ("风扇模块", "ThinkSystem", "", False),
    "SSD-960-MU": ("960 GB 固态硬盘", "ThinkSystem", "", True),
    "BAT-UPS-10": ("UPS 电池组", "UPS", "BAT-UPS-12", False),
    "BAT-UPS-12": ("UPS 电池组（新款）", "UPS", "", False),
    "SFP-10G-LR": ("SFP+ 10G LR 光模块", "Network", "", True),
    "DIMM-32-R": ("32 GB 内存", "ThinkSystem", "", True),
}
REPORT = {
    "en": (
        "Failed power supply in slot 2, log shows repeated under-voltage",
        "Swapped supplies between slots; the fault followed the part",
        "Replaced the power supply, updated firmware, ran a load test for 15 minutes",
        "None",
        "Keep the spare outlet free for the next visit",
    ),
    "zh-CN": (
        "2 号槽位电源故障，日志反复出现欠压",
        "互换电源验证，故障随部件移动",
        "更换电源，升级固件，满载测试 15 分钟",
        "无",
        "建议下次检修前预留备用插座",
    ),
}

# Title, how the models begin that it is about, text.
KNOWLEDGE = (
    (
        "UPS on bypass: before you switch back",
        "UPS",
        "Measure the bypass voltage first.\nLet the batteries rest ten minutes, then clear E14 twice.",
    ),
    (
        "交换机上行口闪断 Uplink flaps",
        "Catalyst",
        "Check the optics before the cable: vendor code 00 means a copy.\n先查光模块，再查网线。",
    ),
    (
        "Controller fails over at night",
        "DE4000",
        "Firmware 8.41 does it when the clock changes. Update to 8.44 before anything is replaced.",
    ),
)
PLACES_KNOWN = (
    ("entry", "Gate 2, ring for security, badge at the desk"),
    ("parking", "Yard behind the building, height 2.1 m"),
    ("dead_zones", "No network in the basement and in the lift"),
    ("who_signs", "Shift lead, not the reception"),
)
