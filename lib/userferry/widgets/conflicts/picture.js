// Clusters by kind and size: the layout comes from the kernel, as for the picture that is kept in the notebook.

function drawPicture(place, { width, height, said, shapes }) {
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": said, style: `max-width:${width}px` });
  for (const shape of shapes) {
    if (shape.width) {
      const bar = drawn("rect", { x: shape.x, y: shape.y, width: shape.width, height: 8, rx: 1, class: shape.is_open ? "uc-bar-open" : "uc-bar" });
      const title = drawn("title", {});
      title.textContent = shape.text;
      bar.append(title);
      svg.append(bar);
    } else {
      const text = drawn("text", { x: shape.x, y: shape.y, class: shape.is_soft ? "uc-soft" : "" });
      text.textContent = shape.text;
      svg.append(text);
    }
  }
  redraw(place, make("h4", {}, "Clusters by kind and size"), svg,
    make("p", { class: "uc-dim" }, "A filled bar is settled, an outlined one is open."));
}

function drawn(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
