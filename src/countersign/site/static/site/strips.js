// Where the rooms stand in one line that is wider than the screen, the room one is in is the one in sight.
"use strict";
for (const here of document.querySelectorAll(".cs-strip [aria-current], .cs-nav [aria-current]")) {
  const line = here.closest("ul");
  line.scrollLeft = here.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
}
