// Starts the widgets of the back office whose own templates would start them by inline scripts, which our
// Content-Security-Policy does not allow. The templates leave <template data-…> elements in their place.
const choosers = { date: "initDateChooser", datetime: "initDateTimeChooser", time: "initTimeChooser" };

function startChooser(mark) {
  const start = window[choosers[mark.dataset.chooserKind]];
  if (start && document.getElementById(mark.dataset.chooserOf)) {
    start(mark.dataset.chooserOf, JSON.parse(mark.dataset.chooserOptions));
    mark.remove();
  }
}

function startPanel(mark) {
  const Panel = window[mark.dataset.panel];
  if (Panel) {
    mark.remove();
    new Panel(JSON.parse(mark.dataset.panelOptions));
  }
}

function startWidget(mark) {
  const Widget = window[mark.dataset.widget];
  if (Widget && document.getElementById(mark.dataset.widgetOf)) {
    mark.remove();
    new Widget(mark.dataset.widgetOf, JSON.parse(mark.dataset.widgetOptions));
  }
}

function startAll() {
  document.querySelectorAll("template[data-chooser-of]").forEach(startChooser);
  document.querySelectorAll("template[data-panel]").forEach(startPanel);
  document.querySelectorAll("template[data-widget]").forEach(startWidget);
}

startAll();
// Dialogs and new rows bring theirs later.
new MutationObserver(startAll).observe(document.body, { childList: true, subtree: true });
