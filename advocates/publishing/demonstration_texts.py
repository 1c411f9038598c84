"""What the demonstration publishes: plainly made up, about running a group, in the voice of demonstration groups."""

ROOM = {
    "en": {
        "title": "Demonstration group Kerguelen has found a room",
        "summary": "Once a month, with a lift, near the quay. This is how the group looked for it.",
        "body": (
            "After four months of looking, the group meets in a room of its own. It is small, it is warm, "
            "and everybody "
            "can get in.",
            "Three things were asked of every room: is there a lift, is there a bus in the evening, and can somebody "
            "open the door when the caretaker is away. Eleven rooms were looked at. Two had all three.",
            "The group pays for the room with tea: everybody brings a cup and a coin.",
        ),
    },
    "es": {
        "title": "El Demonstration group Kerguelen ha encontrado una sala",
        "summary": "Una vez al mes, con ascensor, cerca del muelle. Así la buscó el grupo.",
        "body": (
            "Después de cuatro meses de búsqueda, el grupo se reúne en una sala propia. Es pequeña, es "
            "cálida y todas las "
            "personas pueden entrar.",
            "A cada sala se le pidieron tres cosas: que tenga ascensor, que por la tarde pase un autobús y "
            "que alguien pueda "
            "abrir la puerta cuando no está el conserje. Se visitaron once salas. Dos cumplían las tres.",
            "El grupo paga la sala con té: cada persona trae una taza y una moneda.",
        ),
    },
    "ar": {
        "title": "وجدت Demonstration group Kerguelen قاعة",
        "summary": "مرة في الشهر، وفيها مصعد، وقرب الرصيف. هكذا بحثت المجموعة عنها.",
        "body": (
            "بعد أربعة أشهر من البحث تجتمع المجموعة في قاعة خاصة بها. إنها صغيرة ودافئة، ويستطيع الجميع "
            "الدخول إليها.",
            "طُلبت من كل قاعة ثلاثة أشياء: أن يكون فيها مصعد، وأن تمر حافلة في المساء، وأن يستطيع أحد فتح "
            "الباب عندما يغيب "
            "الحارس. زارت المجموعة إحدى عشرة قاعة، واجتمعت الثلاثة في اثنتين.",
            "تدفع المجموعة ثمن القاعة بالشاي: يأتي كل شخص بكوب وقطعة نقود.",
        ),
    },
}
TREASURER = {
    "en": {
        "title": "Two treasurers instead of one",
        "summary": "Demonstration group Antarctica shares the work, and nobody has to carry the cash box alone.",
        "body": (
            "When the treasurer moved away, nobody wanted the task. So the group cut it in two: one person "
            "writes down what "
            "comes in and goes out, the other one looks at it once a month.",
            "Both sign for payments. It takes each of them an hour a month, and either can be away.",
        ),
    }
}
LEAFLET = {
    "en": {
        "title": "A leaflet that fits into a pocket",
        "summary": "Demonstration group South Georgia has made its leaflet shorter, and more people keep it.",
        "body": (
            "The old leaflet had eight pages. The new one has one, folded twice: who we are, when we meet, "
            "how to reach us.",
            "The group read it aloud to people who had never heard of it, and took out every word at which "
            "somebody stopped.",
        ),
    }
}
MEETING = {
    "title": "The first meeting",
    "summary": "What to prepare, what to say, and how to end so that people come again.",
    "parts": (
        (
            "Before",
            "Choose a day that stays the same every month. Ask two people to come early: one opens the "
            "door, the other one "
            "sits down beside whoever comes alone.",
        ),
        (
            "While you sit together",
            "Say at the beginning how long it takes and that nobody has to speak. Begin with names, not "
            "with stories. Let "
            "somebody watch the clock.",
        ),
        (
            "At the end",
            "Say when the next meeting is. Ask each person whether you may write to them, and how. Write it "
            "down at once.",
        ),
    ),
}
MONEY = {
    "title": "A first budget on one page",
    "summary": "What a small group needs in a year, and how to write it down so that everybody understands it.",
    "parts": (
        (
            "What goes out",
            "Write down every single thing that costs money: the room, the tea, the paper, the journeys. "
            "Beside each, how "
            "often in a year, and what it costs once.",
        ),
        (
            "What comes in",
            "Write down what is sure and what is only hoped for, in two columns. Plan with the first column alone.",
        ),
        (
            "Who looks at it",
            "Put the page on the wall of the room. What everybody sees, nobody has to explain twice.",
        ),
    ),
}
EVENT = {
    "title": "An evening on sharing the work of a group",
    "summary": "Demonstration groups tell how they divide tasks so that nobody is left alone with them.",
    "place": "Demonstration house, Port-aux-Français",
    "body": (
        "Three demonstration groups show their lists of tasks. Then everybody writes one of their own. "
        "Nothing is recorded.",
    ),
}
COMMENTS = (
    ("representative", "Thank you. May we use your three questions when we look for our own room?"),
    ("other_organisation", "Please do. Ask the neighbours as well: they know when the lift is out of order."),
)
