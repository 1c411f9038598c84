"""Texts of the pages that an installation starts with. What only the network can say is left open, and says so."""


def heading(text):
    return ("heading", {"text": text, "level": "2"})


def text(*paragraphs):
    return ("text", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


def points(*items):
    return ("text", "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>")


def notice(words):
    return ("notice", {"kind": "info", "text": f"<p>{words}</p>"})


ENGLISH = {
    "home": "Home",
    "about": {
        "title": "About us",
        "summary": "",
        "body": [
            notice("The network has not written this page yet."),
            text(
                "Here the network will say what it is, who runs it and how to reach it.",
                "What this site can say by itself is computed from the directory: "
                '<a href="/about/facts/">facts and figures</a>. What the network says about its money is on its own '
                'page: <a href="/about/funding/">where the money comes from</a>.',
            ),
            heading("The software"),
            text(
                "This site runs on open-source software for networks of patient organisations. "
                "Anybody may read, use and improve it."
            ),
        ],
    },
    "privacy": {
        "title": "Privacy",
        "summary": "What this site knows about you, and what it does not want to know.",
        "body": [
            heading("When you read"),
            points(
                "You need no account, and you get no cookie for reading.",
                "No page calls another company’s computer: no advertising, no visitor counting, no maps or letters "
                "from elsewhere.",
                "What you search for is not stored. What you read is not stored.",
            ),
            text(
                "The software itself keeps no list of visits. The computer that it runs on may keep one for its "
                "safety; its operator has to say so on this page."
            ),
            heading("When you have an account"),
            text(
                "The site stores your e-mail address, your name, the languages you chose, and when and where you "
                'signed in. <a href="/privacy/records/">The list of all data</a> says what is kept, why and how long.'
            ),
            heading("Who is responsible"),
            notice(
                "The operator of this site has not written yet who is responsible for the data and how to reach them."
            ),
        ],
    },
    "accessibility": {
        "title": "Accessibility",
        "summary": "This site is meant to work for everybody, on any device.",
        "body": [
            heading("What we aim at"),
            text(
                "The software follows the Web Content Accessibility Guidelines (WCAG) 2.2 at level AA. Its pages are "
                "checked by machine in light and dark colours, on wide and narrow screens, from left to right and "
                "from right to left."
            ),
            points(
                "Everything works with a keyboard alone.",
                "Everything can be read and found without JavaScript.",
                "Text can be enlarged to 400 per cent.",
                "The map has the same content as a list.",
            ),
            text(
                "A check by machine does not find everything. Nobody from outside has assessed this installation yet."
            ),
            heading("Tell us what does not work"),
            notice("The operator of this site has not written yet where to report a problem."),
        ],
    },
}

SPANISH = {
    "home": "Inicio",
    "about": {
        "title": "Quiénes somos",
        "summary": "",
        "body": [
            notice("La red todavía no ha escrito esta página."),
            text(
                "Aquí la red dirá qué es, quién la dirige y cómo ponerse en contacto con ella.",
                "Lo que este sitio puede decir por sí mismo se calcula a partir del directorio: "
                '<a href="/es/about/facts/">datos y cifras</a>. Lo que la red dice sobre su dinero está en su propia '
                'página: <a href="/es/about/funding/">de dónde viene el dinero</a>.',
            ),
            heading("El software"),
            text(
                "Este sitio funciona con software de código abierto para redes de organizaciones de pacientes. "
                "Cualquiera puede leerlo, usarlo y mejorarlo."
            ),
        ],
    },
    "privacy": {
        "title": "Privacidad",
        "summary": "Lo que este sitio sabe de ti y lo que no quiere saber.",
        "body": [
            heading("Cuando lees"),
            points(
                "No necesitas una cuenta y no recibes ninguna cookie por leer.",
                "Ninguna página llama a la computadora de otra empresa: ni publicidad, ni recuento de visitas, ni mapas "
                "o letras de otro lugar.",
                "Lo que buscas no se guarda. Lo que lees no se guarda.",
            ),
            text(
                "El software no lleva ninguna lista de visitas. La computadora en la que funciona puede llevar una por "
                "seguridad; su responsable tiene que decirlo en esta página."
            ),
            heading("Cuando tienes una cuenta"),
            text(
                "El sitio guarda tu dirección de correo electrónico, tu nombre, los idiomas que elegiste y cuándo y "
                'dónde iniciaste sesión. <a href="/es/privacy/records/">La lista de todos los datos</a> dice qué se '
                "guarda, por qué y durante cuánto tiempo."
            ),
            heading("Quién es responsable"),
            notice(
                "El responsable de este sitio todavía no ha escrito quién responde de los datos y cómo ponerse en "
                "contacto."
            ),
        ],
    },
    "accessibility": {
        "title": "Accesibilidad",
        "summary": "Este sitio debe funcionar para todas las personas, en cualquier dispositivo.",
        "body": [
            heading("Qué queremos lograr"),
            text(
                "El software sigue las Pautas de Accesibilidad para el Contenido Web (WCAG) 2.2, nivel AA. Sus "
                "páginas se comprueban de forma automática con colores claros y oscuros, en pantallas anchas y "
                "estrechas, de izquierda a derecha y de derecha a izquierda."
            ),
            points(
                "Todo funciona solo con el teclado.",
                "Todo se puede leer y encontrar sin JavaScript.",
                "El texto se puede ampliar hasta el 400 por ciento.",
                "El mapa tiene el mismo contenido en forma de lista.",
            ),
            text(
                "Una comprobación automática no lo encuentra todo. Nadie de fuera ha evaluado todavía esta "
                "instalación."
            ),
            heading("Dinos qué no funciona"),
            notice("El responsable de este sitio todavía no ha escrito dónde comunicar un problema."),
        ],
    },
}

ARABIC = {
    "home": "الصفحة الرئيسية",
    "about": {
        "title": "من نحن",
        "summary": "",
        "body": [
            notice("لم تكتب الشبكة هذه الصفحة بعد."),
            text(
                "هنا ستقول الشبكة ما هي ومن يديرها وكيف يمكن التواصل معها.",
                "ما يستطيع هذا الموقع أن يقوله بنفسه محسوب من الدليل: "
                '<a href="/ar/about/facts/">حقائق وأرقام</a>. وما تقوله الشبكة عن أموالها موجود في صفحته الخاصة: '
                '<a href="/ar/about/funding/">من أين يأتي المال</a>.',
            ),
            heading("البرنامج"),
            text(
                "يعمل هذا الموقع ببرنامج مفتوح المصدر لشبكات منظمات المرضى. يمكن لأي شخص أن يقرأه ويستخدمه ويحسّنه."
            ),
        ],
    },
    "privacy": {
        "title": "الخصوصية",
        "summary": "ما يعرفه هذا الموقع عنك وما لا يريد أن يعرفه.",
        "body": [
            heading("عندما تقرأ"),
            points(
                "لا تحتاج إلى حساب، ولا تحصل على أي ملف تعريف ارتباط من أجل القراءة.",
                "لا تتصل أي صفحة بحاسوب شركة أخرى: لا إعلانات ولا عدّ للزوار ولا خرائط أو خطوط من مكان آخر.",
                "لا نحفظ ما تبحث عنه ولا نحفظ ما تقرؤه.",
            ),
            text(
                "لا يحتفظ البرنامج نفسه بقائمة للزيارات. قد يحتفظ الحاسوب الذي يعمل عليه بقائمة من أجل سلامته، "
                "وعلى المشغّل أن يذكر ذلك في هذه الصفحة."
            ),
            heading("عندما يكون لديك حساب"),
            text(
                "يحفظ الموقع عنوان بريدك الإلكتروني واسمك واللغات التي اخترتها ومتى ومن أين سجّلت الدخول. "
                '<a href="/ar/privacy/records/">قائمة جميع البيانات</a> تبيّن ما الذي يُحفظ ولماذا وإلى متى.'
            ),
            heading("من المسؤول"),
            notice("لم يكتب مشغّل هذا الموقع بعد من المسؤول عن البيانات وكيف يمكن التواصل معه."),
        ],
    },
    "accessibility": {
        "title": "إمكانية الوصول",
        "summary": "يُراد لهذا الموقع أن يعمل للجميع وعلى أي جهاز.",
        "body": [
            heading("ما نهدف إليه"),
            text(
                "يتبع البرنامج إرشادات الوصول إلى محتوى الويب (WCAG) 2.2 بالمستوى AA. تُفحص صفحاته آليًا بألوان "
                "فاتحة وداكنة، وعلى شاشات عريضة وضيقة، ومن اليسار إلى اليمين ومن اليمين إلى اليسار."
            ),
            points(
                "كل شيء يعمل بلوحة المفاتيح وحدها.",
                "يمكن قراءة كل شيء والعثور عليه بدون JavaScript.",
                "يمكن تكبير النص حتى 400 في المئة.",
                "للخريطة المحتوى نفسه في شكل قائمة.",
            ),
            text("الفحص الآلي لا يجد كل شيء. ولم تقيّم أي جهة خارجية هذا الموقع بعد."),
            heading("أخبرنا بما لا يعمل"),
            notice("لم يكتب مشغّل هذا الموقع بعد أين يمكن الإبلاغ عن مشكلة."),
        ],
    },
}

TEXTS = {"en": ENGLISH, "es": SPANISH, "ar": ARABIC}
