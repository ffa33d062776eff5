// One event stream a page, and only while somebody looks at it: a hidden tab or a page put away for "back" gives its
// line up (browsers allow six to a server), and asks for everything new when it is looked at again.
(() => {
  "use strict";
  const QUIET = 20000; // how long a page may be hidden before it hangs up
  htmx.createEventSource = (address) => {
    const heard = new EventTarget();
    let line = null;
    let ended = false;
    let timer = 0;
    const wanted = new Set();
    const pass = (event) => heard.dispatchEvent(new MessageEvent(event.type, { data: event.data }));
    const open = () => {
      if (line || ended) return;
      line = new EventSource(address, { withCredentials: true });
      line.onopen = () => heard.onopen && heard.onopen();
      line.onerror = (event) => {
        heard.onerror && heard.onerror(event);
      };
      for (const kind of wanted) line.addEventListener(kind, pass);
    };
    const hang = () => {
      if (line) line.close();
      line = null;
    };
    const again = () => {
      clearTimeout(timer);
      if (line || ended) return;
      open();
      for (const kind of wanted) heard.dispatchEvent(new MessageEvent(kind, { data: "" }));
    };
    const listen = heard.addEventListener.bind(heard);
    heard.addEventListener = (kind, listener) => {
      listen(kind, listener);
      if (wanted.has(kind)) return;
      wanted.add(kind);
      if (line) line.addEventListener(kind, pass);
    };
    heard.close = () => {
      ended = true;
      hang();
    };
    Object.defineProperty(heard, "readyState", { get: () => (line ? line.readyState : EventSource.CONNECTING) });
    document.addEventListener("visibilitychange", () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(hang, QUIET);
      else again();
    });
    window.addEventListener("pagehide", hang);
    window.addEventListener("pageshow", (event) => event.persisted && again());
    open();
    return heard;
  };
})();
