/* frame.h: one picture of the screen: query line, notes, the view, the bottom line. */
#ifndef JIKENBO_SEARCHER_SCREEN_FRAME_H
#define JIKENBO_SEARCHER_SCREEN_FRAME_H

#include "state.h"

G_BEGIN_DECLS

/* Takes the terminal's size; all is drawn anew. */
void frame_resize(ScreenState *state);
/* Draws what has changed. FALSE where the terminal is gone. */
gboolean frame_draw(ScreenState *state);

G_END_DECLS

#endif
