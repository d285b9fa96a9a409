"""Who and what the demo organisation has. All names are invented."""

from ..model import CameIn

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
WAYS = ("sms", "mail", "sms", "mail", "sms", "mail", "sms", "none")  # how a contact hears; one in eight has to be rung
CONTRACTS = (  # levels, calendar, remote support first
    (["0", "1", "2", "3"], "7x24", True),
    (["CTR4", "CTR6", "0", "1", "2", "3"], None, True),
    (["0", "1", "2", "3", "7x24x4"], None, True),
)
CAME_IN: tuple[CameIn, ...] = ("telephone", "telephone", "telephone", "mail", "web", "wechat")
SATISFIED = "Customer satisfied · 客户满意"

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
