// pieces.h: private to shim/: a list that only grows. Unlike a vector it is never copied, which
// with millions of postings costs the copy, and the memory of both.
#ifndef JIKENBO_SHIM_PIECES_H
#define JIKENBO_SHIM_PIECES_H

#include <glib.h>

#include <memory>
#include <vector>

template <typename Item> class Pieces {
public:
  void push_back(const Item &item) {
    if (used == PIECE_ITEMS) {
      pieces.emplace_back(new Item[PIECE_ITEMS]);
      used = 0;
    }
    pieces.back()[used++] = item;
  }

  gsize size() const {
    return pieces.empty() ? 0 : (pieces.size() - 1) * PIECE_ITEMS + used;
  }

  // func hears of each item in the order of their coming.
  template <typename Func> void each(Func &&func) const {
    for (gsize i = 0; i < pieces.size(); i++) {
      gsize n = i + 1 < pieces.size() ? PIECE_ITEMS : used;
      for (gsize k = 0; k < n; k++)
        func(pieces[i][k]);
    }
  }

  void clear() {
    pieces.clear();
    used = PIECE_ITEMS;
  }

private:
  // A quarter MiB: few pieces, and little of the last one unused.
  static const gsize PIECE_ITEMS = 262144 / sizeof(Item);
  std::vector<std::unique_ptr<Item[]>> pieces;
  gsize used = PIECE_ITEMS; // of the last piece
};

#endif
