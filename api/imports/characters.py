"""Traditional characters in the words of ledgers, and slips of typing: brought to the forms that the tables know."""

from functools import lru_cache

from api.imports.cells import without_blanks

TRADITIONAL = (
    "隱點時間檢內問題責單學類別級驗複復銷號備註資額萬發現員領導辦監區縣鎮鄉園稱況狀態進處結實際計劃應預報錄編"
    "據擬費經務聯絡電話場設總統記確認審簽負閉環無補塊圓億兩樓門牆臺賬帳範險達細條項數護衛廳較輕嚴紅藍黃築線滅"
    "災氣燈養飲廚傳車輛減駛擁擠緩產儲櫃試劑藥強鹼體動網騙貸購週邊攤販違規擾鬥毆積澇颱風欄戶牀鋪溝壩塵與為轄長"
    "師組東陽鍋爐壓機貳參陸當擴來過還開關暫維裝換訂證議講訓詐幹溫熱畢療鏽鐵鋼鎖錯陳階難雜順踐從說課書圍調寫濕"
    "屬"
)
SIMPLIFIED = (
    "隐点时间检内问题责单学类别级验复复销号备注资额万发现员领导办监区县镇乡园称况状态进处结实际计划应预报录编"
    "据拟费经务联络电话场设总统记确认审签负闭环无补块圆亿两楼门墙台账账范险达细条项数护卫厅较轻严红蓝黄筑线灭"
    "灾气灯养饮厨传车辆减驶拥挤缓产储柜试剂药强碱体动网骗贷购周边摊贩违规扰斗殴积涝台风栏户床铺沟坝尘与为辖长"
    "师组东阳锅炉压机贰叁陆当扩来过还开关暂维装换订证议讲训诈干温热毕疗锈铁钢锁错陈阶难杂顺践从说课书围调写湿"
    "属"
)
FORMS = str.maketrans(TRADITIONAL + "己攺", SIMPLIFIED + "已改")
"""As far as headings, states, grades and categories use them; 己整改 is what the input method makes of 已整改."""


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """For looking a word up, never for keeping it: narrow forms, small letters, no blanks, simplified characters."""
    return without_blanks(text).translate(FORMS)
