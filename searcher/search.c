#include "search.h"

#include <stdarg.h>
#include <string.h>

#include "common/i18n.h"
#include "dict/datadir.h"
#include "dict/fold.h"
#include "search_internal.h"
#include "shim/schema.h"

G_DEFINE_QUARK(search_error, search_error)

/* A sentence that so many incidents answer in full isn't relaxed. */
#define SENTENCE_FULL 5

gpointer search_fail(GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(_(format), arguments);
  va_end(arguments);
  g_set_error_literal(error, SEARCH_ERROR, SEARCH_ERROR_QUERY, message);
  return NULL;
}

/* ---- the searcher */

static gboolean open_index(Searcher *searcher, GError **error) {
  IndexReader *reader =
      index_reader_open(searcher->index_path, analyzer_fingerprint(searcher->analyzer), error);
  if (!reader)
    return FALSE;
  index_reader_close(searcher->reader);
  searcher->reader = reader;
  g_clear_pointer(&searcher->proven, g_hash_table_unref);
  return TRUE;
}

static gboolean open_all(Searcher *searcher, GError **error) {
  searcher->data_dir = datadir_find(error);
  if (!searcher->data_dir)
    return FALSE;
  searcher->taxonomy = taxonomy_load(searcher->data_dir, error);
  if (!searcher->taxonomy)
    return FALSE;
  searcher->analyzer = analyzer_new(searcher->data_dir, error);
  if (!searcher->analyzer)
    return FALSE;
  searcher->thread = analyzer_thread_new(searcher->analyzer);
  return open_index(searcher, error);
}

Searcher *searcher_new(const char *index_path, GError **error) {
  Searcher *searcher = g_new0(Searcher, 1);
  searcher->index_path = g_strdup(index_path);
  if (open_all(searcher, error))
    return searcher;
  searcher_free(searcher);
  return NULL;
}

void searcher_free(Searcher *searcher) {
  if (!searcher)
    return;
  index_reader_close(searcher->reader);
  if (searcher->thread)
    analyzer_thread_free(searcher->thread);
  if (searcher->analyzer)
    analyzer_free(searcher->analyzer);
  if (searcher->taxonomy)
    taxonomy_free(searcher->taxonomy);
  lexicon_free(searcher->lexicon);
  search_rules_free(searcher->rules);
  if (searcher->proven)
    g_hash_table_unref(searcher->proven);
  g_free(searcher->data_dir);
  g_free(searcher->index_path);
  g_free(searcher);
}

gboolean searcher_refresh(Searcher *searcher, GError **error) {
  return index_reader_outdated(searcher->reader) && open_index(searcher, error);
}

IndexReader *searcher_index(Searcher *searcher) {
  return searcher->reader;
}

const Taxonomy *searcher_taxonomy(const Searcher *searcher) {
  return searcher->taxonomy;
}

AnalyzerThread *searcher_analyzer(Searcher *searcher) {
  return searcher->thread;
}

const Lexicon *search_lexicon(Searcher *searcher, GError **error) {
  if (searcher->lexicon)
    return searcher->lexicon;
  g_autofree char *own = g_build_filename(g_get_user_config_dir(), "jikenbo", "synonyms.tsv", NULL);
  searcher->lexicon = lexicon_load(searcher->data_dir, own, error);
  return searcher->lexicon;
}

guint search_frequency(Searcher *searcher, const char *prefix, const char *term,
                       gssize term_bytes) {
  return index_reader_frequency(searcher->reader, prefix, term, term_bytes);
}

typedef struct {
  guint incidents, notices;
} Found;

static gboolean count_found(Searcher *searcher, const IndexQuery *query, Found *found,
                            GError **error) {
  IndexRequest request = {.query = query, .collapse = TRUE, .rows = TRUE};
  IndexAnswer *answer = index_reader_ask(searcher->reader, &request, error);
  if (answer)
    *found = (Found){answer->incidents, answer->notices};
  index_answer_free(answer);
  return answer != NULL;
}

gboolean search_count(Searcher *searcher, const IndexQuery *query, guint *incidents,
                      GError **error) {
  Found found = {0, 0};
  gboolean good = count_found(searcher, query, &found, error);
  *incidents = found.incidents;
  return good;
}

/* ---- the answer */

void search_answer_free(SearchAnswer *answer) {
  if (!answer)
    return;
  g_free(answer->query);
  g_free(answer->read_as);
  g_clear_pointer(&answer->synonyms, g_ptr_array_unref);
  g_clear_pointer(&answer->more, g_ptr_array_unref);
  g_clear_pointer(&answer->hits, g_ptr_array_unref);
  for (guint i = 0; i < FACET_N; i++)
    g_clear_pointer(&answer->facets[i], g_ptr_array_unref);
  index_answer_free(answer->answer);
  g_free(answer);
}

/* A filter is query text as well; each is joined to the question by AND. */
static QueryNode *parse_all(const SearchOptions *options, guint *at_chars, GError **error) {
  QueryNode *node = query_parse(options->query, at_chars, error);
  for (guint i = 0; node && options->filters && options->filters[i]; i++) {
    QueryNode *filter = query_parse(options->filters[i], at_chars, error);
    if (!filter) {
      query_node_free(node);
      return NULL;
    }
    QueryNode *both = query_parse("", at_chars, NULL);
    if (node->kind == QUERY_AND)
      while (node->children->len)
        g_ptr_array_add(both->children, g_ptr_array_steal_index(node->children, 0));
    else
      g_ptr_array_add(both->children, g_steal_pointer(&node));
    query_node_free(node);
    g_ptr_array_add(both->children, filter);
    node = both;
  }
  return node;
}

static gboolean may_relax(const Plan *plan, guint incidents) {
  guint words = 0;
  for (guint i = 0; i < plan->words->len; i++) {
    const PlanWord *word = plan->words->pdata[i];
    words += !word->faint && !word->implied;
  }
  return words > 1 && (!incidents || (plan->sentence && incidents < SENTENCE_FULL));
}

/* The words, all of them or, where too few incidents have all, enough of them. NULL and error. */
static gboolean find_words(Searcher *searcher, const Plan *plan, SearchAnswer *answer,
                           IndexQuery **words, GError **error) {
  Found strict = {0, 0}, relaxed = {0, 0};
  *words = plan_words(plan);
  if (!*words || !may_relax(plan, 0))
    return TRUE;
  if (!count_found(searcher, *words, &strict, error))
    return FALSE;
  IndexQuery *more =
      may_relax(plan, strict.incidents) ? plan_relaxed(plan, strict.incidents > 0) : NULL;
  if (more && !count_found(searcher, more, &relaxed, error)) {
    index_query_free(more);
    return FALSE;
  }
  answer->relaxed = relaxed.notices > strict.notices;
  if (answer->relaxed) {
    index_query_free(*words);
    *words = more;
  } else {
    index_query_free(more);
  }
  return TRUE;
}

/* *query is what the answer stands on. All words are asked first: mostly they are enough, and where
 * the filters beside them leave enough, so have they themselves. */
static gboolean find(Searcher *searcher, const SearchOptions *options, const Plan *plan,
                     SearchAnswer *answer, IndexQuery **query, GError **error) {
  IndexQuery *words = NULL;
  *query = plan_query(plan);
  answer->answer = rank_ask(searcher, options, plan, *query, error);
  if (!answer->answer)
    return FALSE;
  if (!may_relax(plan, answer->answer->incidents))
    return TRUE;
  g_clear_pointer(query, index_query_free);
  g_clear_pointer(&answer->answer, index_answer_free);
  if (!find_words(searcher, plan, answer, &words, error)) {
    index_query_free(words);
    return FALSE;
  }
  *query = plan_beside(plan, words);
  answer->answer = rank_ask(searcher, options, plan, *query, error);
  return answer->answer != NULL;
}

static gboolean fill(Searcher *searcher, const SearchOptions *options, const QueryNode *node,
                     Plan *plan, SearchAnswer *answer, GError **error) {
  IndexQuery *query = NULL;
  gboolean good = find(searcher, options, plan, answer, &query, error);
  if (good) {
    answer->incidents = answer->answer->incidents;
    answer->notices = answer->answer->notices;
    answer->synonyms = plan->used ? g_ptr_array_ref(plan->used) : g_ptr_array_new();
    good = rank_hits(searcher, options, plan, answer, error) &&
           more_find(searcher, node, options, plan, answer, error);
  }
  if (good && options->facets)
    facet_counts(searcher, answer->answer->rows, answer->facets);
  index_query_free(query);
  return good;
}

static SearchAnswer *search_once(Searcher *searcher, const SearchOptions *options, guint *at_chars,
                                 GError **error) {
  QueryNode *node = parse_all(options, at_chars, error);
  if (!node)
    return NULL;
  SearchAnswer *answer = g_new0(SearchAnswer, 1);
  answer->query = g_strdup(options->query);
  answer->read_as = query_print(node);
  Plan *plan = plan_new(searcher, options);
  plan->at_chars = at_chars;
  gboolean good =
      plan && plan_read(plan, node, error) && fill(searcher, options, node, plan, answer, error);
  plan_free(plan);
  query_node_free(node);
  if (good)
    return answer;
  search_answer_free(answer);
  return NULL;
}

/* A search that was cancelled on its way has no answer, whatever came of it. */
static SearchAnswer *search_wanted(Searcher *searcher, const SearchOptions *options,
                                   guint *at_chars, GError **error) {
  GError *failure = NULL;
  index_reader_cancel_by(searcher->reader, options->cancel);
  SearchAnswer *answer = search_once(searcher, options, at_chars, &failure);
  index_reader_cancel_by(searcher->reader, NULL);
  if (options->cancel && g_atomic_int_get(options->cancel)) {
    g_clear_error(&failure);
    g_clear_pointer(&answer, search_answer_free);
    g_set_error_literal(error, SEARCH_ERROR, SEARCH_ERROR_CANCELLED, "the search was cancelled");
  } else if (failure) {
    g_propagate_error(error, failure);
  }
  return answer;
}

SearchAnswer *search(Searcher *searcher, const SearchOptions *options, guint *at_chars,
                     GError **error) {
  guint ignored = 0;
  GError *failure = NULL;
  guint *at = at_chars ? at_chars : &ignored;
  SearchAnswer *answer = search_wanted(searcher, options, at, &failure);
  /* a shard that was published away under the reader: once more with the new ones */
  if (!answer && g_error_matches(failure, INDEX_ERROR, INDEX_ERROR_MODIFIED) &&
      open_index(searcher, NULL)) {
    g_clear_error(&failure);
    answer = search_wanted(searcher, options, at, &failure);
  }
  if (failure)
    g_propagate_error(error, failure);
  return answer;
}

/* ---- by number */

static gboolean add_notices(Searcher *searcher, IndexQuery *query, GPtrArray *notices,
                            GError **error) {
  IndexRequest request = {.query = query, .limit = G_MAXUINT, .sort = INDEX_SORT_DATE};
  IndexAnswer *answer = index_reader_ask(searcher->reader, &request, error);
  gboolean good = answer != NULL;
  for (guint i = 0; good && i < answer->hits->len; i++) {
    Notice *notice = index_reader_notice(searcher->reader,
                                         g_array_index(answer->hits, IndexHit, i).docid, error);
    good = notice != NULL;
    if (notice)
      g_ptr_array_add(notices, notice);
  }
  index_answer_free(answer);
  index_query_free(query);
  return good;
}

typedef struct {
  const char *file;
  gsize file_bytes;
  guint line;
  GPtrArray *keys;
} PlaceAsked;

static gboolean collect_place(const char *key, const Notice *notice, gpointer user) {
  PlaceAsked *asked = user;
  for (guint i = 0; i < notice->places->len; i++) {
    const NoticePlace *place = &g_array_index(notice->places, NoticePlace, i);
    if (strlen(place->file) == asked->file_bytes &&
        !strncmp(place->file, asked->file, asked->file_bytes) && place->line <= asked->line &&
        asked->line <= place->end_line) {
      g_ptr_array_add(asked->keys, g_strdup(key));
      break;
    }
  }
  return TRUE;
}

/* "file:line": no term says where a notice stands, so that all are looked at. */
static gboolean add_place(Searcher *searcher, const char *id, GPtrArray *notices, GError **error) {
  const char *colon = strrchr(id, ':');
  char *end = NULL;
  guint64 line = colon ? g_ascii_strtoull(colon + 1, &end, 10) : 0;
  if (!colon || end == colon + 1 || *end || line > G_MAXUINT)
    return TRUE;
  PlaceAsked asked = {id, (gsize)(colon - id), (guint)line, g_ptr_array_new_with_free_func(g_free)};
  IndexQuery *all = index_query_all();
  gboolean good = index_reader_each(searcher->reader, all, collect_place, &asked, error);
  index_query_free(all);
  if (good && asked.keys->len)
    good = add_notices(searcher, index_query_keys(asked.keys), notices, error);
  g_ptr_array_unref(asked.keys);
  return good;
}

GPtrArray *search_notices_by_id(Searcher *searcher, const char *id, GError **error) {
  GPtrArray *notices = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
  g_autofree char *folded = fold_string(FOLD_INDEX, id, -1);
  const char *number = *folded == '#' ? folded + 1 : folded;
  IndexQuery *either[] = {index_query_term(SCHEMA_ID, number, -1),
                          index_query_term(SCHEMA_UNIQUE, number, -1)};
  if (add_notices(searcher, index_query_or(either, 2), notices, error) &&
      (notices->len || add_place(searcher, id, notices, error)))
    return notices;
  g_ptr_array_unref(notices);
  return NULL;
}
