/* jikenbo stats: what an answer counts up to. */
#include "commands.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "dict/datadir.h"
#include "labels.h"
#include "print_json.h"
#include "print_stats.h"
#include "print_text.h"
#include "vendors.h"

/* What is asked for: axes, and whether their delays are measured. */
typedef struct {
  StatsField fields[STATS_AXES_MAX];
  guint axes;
  gboolean delays;
  Ruler ruler;
} Wanted;

/* Without --by: one table after the other. */
static const Wanted overview[] = {
    {{STATS_YEAR}, 1, FALSE, RULER_OWN},   {{STATS_CAUSE}, 1, FALSE, RULER_OWN},
    {{STATS_SECTOR}, 1, FALSE, RULER_OWN}, {{STATS_VENDOR}, 1, FALSE, RULER_OWN},
    {{STATS_SIZE}, 1, FALSE, RULER_OWN},   {{STATS_YEAR}, 0, TRUE, RULER_OWN},
};

static gboolean unknown_field(const char *key) {
  GString *all = g_string_new(NULL);
  for (guint i = 0; i < STATS_N; i++)
    g_string_append_printf(all, "%s%s", i ? ", " : "", stats_fields[i].key);
  commands_say(_("--by takes: %s (not \"%s\")"), all->str, key);
  g_string_free(all, TRUE);
  return FALSE;
}

static gboolean add_field(Wanted *wanted, const char *key) {
  int field = stats_field(key);
  if (field < 0)
    return unknown_field(key);
  if (field == STATS_DELAY) {
    wanted->delays = TRUE;
    return TRUE;
  }
  if (wanted->axes == STATS_AXES_MAX) {
    commands_say("%s", _("--by takes at most three fields, and delay"));
    return FALSE;
  }
  for (guint i = 0; i < wanted->axes; i++)
    if ((int)wanted->fields[i] == field) {
      commands_say(_("--by names %s twice"), key);
      return FALSE;
    }
  wanted->fields[wanted->axes++] = field;
  return TRUE;
}

static gboolean counts_causes(const Wanted *wanted) {
  for (guint i = 0; i < wanted->axes; i++)
    if (wanted->fields[i] == STATS_CAUSE)
      return TRUE;
  return FALSE;
}

/* Reads --by and --ruler; axes 0 without delays means the overview. */
static gboolean read_wanted(const OptionValues *values, Wanted *wanted) {
  const char *by = values->values[OPT_BY];
  *wanted = (Wanted){.ruler = options_choice(&searcher_program, values, OPT_RULER) + 1};
  if (by) {
    char **keys = g_strsplit(by, ",", -1);
    gboolean fine = TRUE;
    for (guint i = 0; keys[i] && fine; i++)
      fine = add_field(wanted, g_strstrip(keys[i]));
    g_strfreev(keys);
    if (!fine)
      return FALSE;
  } else if (wanted->ruler != RULER_OWN) {
    wanted->fields[wanted->axes++] = STATS_CAUSE;
  }
  if (wanted->ruler != RULER_OWN && !counts_causes(wanted)) {
    commands_say("%s", _("--ruler is a table of causes: add --by cause"));
    return FALSE;
  }
  return TRUE;
}

static void append_part(GString *base, const char *part, gboolean brackets) {
  if (base->len)
    g_string_append_c(base, ' ');
  g_string_append_printf(base, brackets ? "(%s)" : "%s", part);
}

/* The question and its filters as one query, to which a cell's field is added. */
static char *base_query(const SearchOptions *options) {
  GString *base = g_string_new(NULL);
  QueryNode *node = query_parse(options->query, NULL, NULL);
  char *query = node ? query_print(node) : g_strdup(options->query);
  if (*query)
    append_part(base, query, node && node->kind == QUERY_OR);
  for (guint i = 0; options->filters && options->filters[i]; i++)
    append_part(base, options->filters[i], strstr(options->filters[i], " OR ") != NULL);
  g_free(query);
  query_node_free(node);
  return g_string_free(base, FALSE);
}

/* Shows one table in the format wanted; tables collects those of JSON. */
typedef struct {
  CommandContext *context;
  const SearchAnswer *answer;
  char *base;
  json_t *tables;
  guint shown;
} Show;

static void show_table(Show *show, const Wanted *wanted) {
  StatsTable *table =
      stats_count(searcher_taxonomy(show->context->searcher), show->answer->answer->rows,
                  wanted->fields, wanted->axes, wanted->ruler, wanted->delays);
  StatsView view = {table, show->base, wanted->delays,
                    options_has(show->context->values, OPT_QUERIES), show->answer->incidents};
  Format format = options_format(show->context->values);
  GString *text = show->context->out->text;
  if (show->tables) {
    json_array_append_new(show->tables, print_stats_json(&view));
  } else if (format == FORMAT_TEXT) {
    print_stats_text(show->context->out, &view);
  } else {
    if (show->shown)
      g_string_append_c(text, '\n');
    print_stats_table(text, format == FORMAT_TSV ? TABLE_TSV : TABLE_CSV, &view);
  }
  show->shown++;
  stats_table_free(table);
}

static json_t *json_answer(const Show *show, json_t *tables, const char *ruler) {
  json_t *object = json_object();
  json_object_set_new(object, "version", json_integer(PRINT_JSON_VERSION));
  json_object_set_new(object, "query", print_json_string(show->answer->query));
  json_object_set_new(object, "read_as", print_json_string(show->answer->read_as));
  json_object_set_new(object, "total_incidents", json_integer(show->answer->incidents));
  json_object_set_new(object, "total_notices", json_integer(show->answer->notices));
  json_object_set_new(object, "relaxed", json_boolean(show->answer->relaxed));
  json_object_set_new(object, "ruler", print_json_string(ruler));
  json_object_set_new(object, "tables", tables);
  return object;
}

static void show_tables(Show *show, const Wanted *wanted) {
  gboolean all = wanted->axes == 0 && !wanted->delays;
  const Wanted *list = all ? overview : wanted;
  guint n = all ? G_N_ELEMENTS(overview) : 1;
  if (options_format(show->context->values) == FORMAT_TEXT)
    print_text_summary(show->context->out, show->answer);
  for (guint i = 0; i < n && output_row(show->context->out); i++)
    show_table(show, &list[i]);
  if (show->tables)
    print_json_append(show->context->out->text,
                      json_answer(show, show->tables, show->context->values->values[OPT_RULER]),
                      FALSE);
}

/* ---- the tree of contractors */

static char *place_query(const Show *show, const Vendor *vendor) {
  return g_strconcat(show->base, *show->base ? " " : "", vendor->query, NULL);
}

/* "  ├ 2024-118 organisation  size  date" */
static void vendor_notice(Output *out, const Notice *notice, gboolean last) {
  GString *line = g_string_new(out->ascii ? "  - " : last ? "  └ " : "  ├ ");
  char *who = print_text_name(notice);
  char *id = text_cols_safe_string(notice->id ? notice->id : "", TRUE);
  g_string_append_printf(line, "%s%s%s  ", id, *id ? " " : "", who);
  labels_append_size(line, notice->affected);
  g_string_append(line, "  ");
  labels_append_date(line, notice->published);
  text_cols_append_cut(out->text, g_strchomp(line->str), out->cols);
  g_string_append_c(out->text, '\n');
  g_string_free(line, TRUE);
  g_free(id);
  g_free(who);
}

static void vendor_heading(const Show *show, const Vendor *vendor) {
  Output *out = show->context->out;
  char *name = text_cols_safe_string(vendor->name, TRUE);
  char *query = options_has(show->context->values, OPT_QUERIES) ? place_query(show, vendor) : NULL;
  char *safe = text_cols_safe_string(query ? query : "", TRUE);
  g_string_append_c(out->text, '\n');
  output_styled(out, STYLE_STRONG, name);
  g_string_append(out->text, "  ");
  g_string_append_printf(out->text,
                         i18n_count("%u organisation", "%u organisations", vendor->organisations),
                         vendor->organisations);
  g_string_append(out->text, labels_comma());
  g_string_append_printf(out->text, i18n_count("%u incident", "%u incidents", vendor->incidents),
                         vendor->incidents);
  g_string_append(out->text, query ? "  " : "");
  output_styled(out, STYLE_DIM, safe);
  g_string_append_c(out->text, '\n');
  g_free(safe);
  g_free(query);
  g_free(name);
}

static void vendor_text(const Show *show, const Vendor *vendor) {
  Output *out = show->context->out;
  vendor_heading(show, vendor);
  for (guint i = 0; i < vendor->notices->len && output_row(out); i++)
    vendor_notice(out, g_ptr_array_index(vendor->notices, i), i + 1 == vendor->notices->len);
}

static json_t *vendor_json(const Show *show, const Vendor *vendor) {
  json_t *object = json_object(), *list = json_array();
  char *query = place_query(show, vendor);
  json_object_set_new(object, "name", print_json_string(vendor->name));
  json_object_set_new(object, "organisations", json_integer(vendor->organisations));
  json_object_set_new(object, "incidents", json_integer(vendor->incidents));
  json_object_set_new(object, "query", print_json_string(query));
  for (guint i = 0; i < vendor->notices->len; i++) {
    const Notice *notice = g_ptr_array_index(vendor->notices, i);
    json_t *one = json_object();
    json_object_set_new(one, "id", print_json_string(notice->id));
    json_object_set_new(one, "organisation", print_json_string(notice->organisation));
    json_object_set_new(one, "published", print_json_date(notice->published));
    json_object_set_new(one, "affected",
                        notice->affected < 0 ? json_null() : json_integer(notice->affected));
    json_array_append_new(list, one);
  }
  json_object_set_new(object, "notices", list);
  g_free(query);
  return object;
}

/* A line a contractor and organisation. */
static void vendor_rows(const Show *show, const Vendor *vendor, TableKind kind) {
  GString *text = show->context->out->text;
  char *query = place_query(show, vendor);
  for (guint i = 0; i < vendor->notices->len; i++) {
    const Notice *notice = g_ptr_array_index(vendor->notices, i);
    char iso[11];
    print_table_cell(text, kind, TRUE, vendor->name);
    print_table_number(text, kind, FALSE, vendor->organisations);
    print_table_number(text, kind, FALSE, vendor->incidents);
    print_table_cell(text, kind, FALSE, notice->id);
    print_table_cell(text, kind, FALSE, notice->organisation);
    print_table_cell(text, kind, FALSE, labels_iso(notice->published, iso));
    if (notice->affected < 0)
      print_table_cell(text, kind, FALSE, "");
    else
      print_table_number(text, kind, FALSE, notice->affected);
    print_table_cell(text, kind, FALSE, query);
    g_string_append_c(text, '\n');
  }
  g_free(query);
}

static void vendor_header(GString *text, TableKind kind) {
  static const char *const names[] = {"vendor",       "organisations", "incidents", "id",
                                      "organisation", "published",     "affected",  "query"};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    print_table_cell(text, kind, i == 0, names[i]);
  g_string_append_c(text, '\n');
}

static void show_vendors(Show *show, const GPtrArray *vendors) {
  Format format = options_format(show->context->values);
  TableKind kind = format == FORMAT_CSV ? TABLE_CSV : TABLE_TSV;
  json_t *list = format == FORMAT_JSON ? json_array() : NULL;
  if (format == FORMAT_TEXT)
    print_text_summary(show->context->out, show->answer);
  else if (!list)
    vendor_header(show->context->out->text, kind);
  for (guint i = 0; i < vendors->len && output_row(show->context->out); i++) {
    const Vendor *vendor = g_ptr_array_index(vendors, i);
    if (list)
      json_array_append_new(list, vendor_json(show, vendor));
    else if (format == FORMAT_TEXT)
      vendor_text(show, vendor);
    else
      vendor_rows(show, vendor, kind);
  }
  if (list) {
    json_t *object = json_answer(show, json_array(), NULL);
    json_object_set_new(object, "vendors", list);
    print_json_append(show->context->out->text, object, FALSE);
  }
}

static int show_tree(Show *show) {
  GError *error = NULL;
  char *folder = datadir_find(&error);
  GPtrArray *vendors = folder ? vendors_gather(show->answer->hits, folder, &error) : NULL;
  if (vendors)
    show_vendors(show, vendors);
  else
    commands_error(error);
  int status = !vendors ? EXIT_UNUSABLE : vendors->len ? EXIT_FOUND : EXIT_NOTHING;
  if (vendors)
    g_ptr_array_unref(vendors);
  g_clear_error(&error);
  g_free(folder);
  return status;
}

static gboolean is_tree(const Wanted *wanted) {
  return wanted->axes == 1 && wanted->fields[0] == STATS_VENDORS && !wanted->delays;
}

/* Counting needs the rows of all matches and no hit. */
static void set_counting(SearchOptions *options) {
  options->limit = 1;
  options->offset = 0;
  options->facets = FALSE;
  options->snippets = FALSE;
  options->explain = FALSE;
}

/* The tree needs the notices themselves, of those that name a contractor. */
static void set_tree(SearchOptions *options) {
  guint n = g_strv_length(options->filters);
  options->filters = g_renew(char *, options->filters, n + 2);
  options->filters[n] = g_strdup("vendor:yes");
  options->filters[n + 1] = NULL;
  options->limit = 0;
  options->notices = TRUE;
}

static int stats(CommandContext *context, const Wanted *wanted, SearchOptions *options) {
  int status = EXIT_UNUSABLE;
  Show show = {.context = context, .base = base_query(options)};
  set_counting(options);
  if (is_tree(wanted))
    set_tree(options);
  SearchAnswer *answer = commands_open(context) ? commands_ask(context, options, &status) : NULL;
  show.answer = answer;
  if (answer && is_tree(wanted)) {
    status = show_tree(&show);
  } else if (answer) {
    show.tables = options_format(context->values) == FORMAT_JSON ? json_array() : NULL;
    show_tables(&show, wanted);
    status = answer->incidents ? EXIT_FOUND : EXIT_NOTHING;
  }
  search_answer_free(answer);
  g_free(show.base);
  return status;
}

int command_stats(CommandContext *context) {
  Wanted wanted;
  SearchOptions options;
  char *query = read_wanted(context->values, &wanted) ? commands_words(context) : NULL;
  if (!query || !commands_options(context, query, &options)) {
    g_free(query);
    return EXIT_USAGE;
  }
  int status = stats(context, &wanted, &options);
  commands_options_clear(&options);
  g_free(query);
  return status;
}
