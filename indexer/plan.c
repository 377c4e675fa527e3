#include "plan.h"

#include <string.h>

#include "common/hash.h"
#include "shim/schema.h"

/* Notices a shard: small enough that one is rebuilt in half a second, large enough that there are
 * few: a question looks every word up in every shard. */
#define SHARD_NOTICES_MIN 4096
#define SHARDS_WANTED 32
/* A shard is not made smaller than this for the sake of another worker; one that shrank below is
 * put together with others like it. */
#define SHARD_NOTICES_LEAST 128

const char *plan_key(const PlanNotice *notice) {
  return g_array_index(notice->places, PlanPlace, 0).post->key;
}

static void plan_notice_free(gpointer data) {
  PlanNotice *notice = data;
  g_array_unref(notice->places);
  g_strfreev(notice->labels);
  g_free(notice);
}

static PlanShard *plan_shard_new(void) {
  PlanShard *shard = g_new0(PlanShard, 1);
  shard->notices = g_ptr_array_new();
  return shard;
}

static void plan_shard_free(gpointer data) {
  PlanShard *shard = data;
  g_ptr_array_unref(shard->notices);
  g_free(shard->name);
  g_free(shard);
}

void plan_free(Plan *plan) {
  if (plan == NULL)
    return;
  g_ptr_array_unref(plan->notices);
  g_ptr_array_unref(plan->shards);
  g_hash_table_unref(plan->notice_of);
  g_free(plan);
}

/* ---- posts -> unique notices */

/* What was met so far: by key, and by identity group, in which copies that differ a little are. */
typedef struct {
  PlanSketchFunc sketch;
  gpointer user;
  GHashTable *keys;   /* key -> PlanNotice* */
  GHashTable *groups; /* sketch.group -> GArray of Member */
} Met;

/* A post by its number: sketching may read the file again, but leaves its posts where they are. */
typedef struct {
  CatalogFile *file;
  guint number;
} Member;

static CatalogPost *post_of(const Member *member) {
  return &g_array_index(member->file->posts, CatalogPost, member->number);
}

static const IdentitySketch *sketch_of(const Met *met, const Member *member) {
  const IdentitySketch *sketch = &post_of(member)->sketch;
  if (!identity_is_sketched(sketch) && met->sketch != NULL)
    met->sketch(member->file, member->number, met->user);
  return identity_is_sketched(sketch) ? sketch : NULL;
}

static gboolean is_same(const Met *met, const Member *one, const Member *other) {
  const IdentitySketch *a = sketch_of(met, one), *b = sketch_of(met, other);
  return a != NULL && b != NULL && identity_same(a, b);
}

static PlanNotice *known_notice(const Plan *plan, const Met *met, const Member *member) {
  const CatalogPost *post = post_of(member);
  PlanNotice *notice = g_hash_table_lookup(met->keys, post->key);
  const GArray *group =
      notice == NULL ? g_hash_table_lookup(met->groups, post->sketch.group) : NULL;
  for (guint i = 0; notice == NULL && group != NULL && i < group->len; i++) {
    const Member *other = &g_array_index(group, Member, i);
    if (is_same(met, member, other))
      notice = g_hash_table_lookup(plan->notice_of, post_of(other));
  }
  return notice;
}

static void meet(Met *met, const Member *member, PlanNotice *notice) {
  const CatalogPost *post = post_of(member);
  if (!g_hash_table_insert(met->keys, (gpointer)post->key, notice))
    return; /* an exact copy: one like it is in the group already */
  GArray *group = g_hash_table_lookup(met->groups, post->sketch.group);
  if (group == NULL) {
    group = g_array_new(FALSE, FALSE, sizeof(Member));
    g_hash_table_insert(met->groups, (gpointer)post->sketch.group, group);
  }
  g_array_append_val(group, *member);
}

static PlanNotice *add_notice(Plan *plan) {
  PlanNotice *notice = g_new0(PlanNotice, 1);
  notice->places = g_array_new(FALSE, FALSE, sizeof(PlanPlace));
  g_ptr_array_add(plan->notices, notice);
  return notice;
}

static void gather_post(Plan *plan, Met *met, const Member *member) {
  CatalogPost *post = post_of(member);
  PlanNotice *notice = known_notice(plan, met, member);
  if (notice == NULL)
    notice = add_notice(plan);
  else
    plan->duplicates++;
  PlanPlace place = {member->file, post};
  g_array_append_val(notice->places, place);
  g_hash_table_insert(plan->notice_of, post, notice);
  meet(met, member, notice);
}

static void gather_notices(Plan *plan, Met *met, Catalog *seen) {
  met->keys = g_hash_table_new(g_str_hash, g_str_equal);
  met->groups = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
  for (guint i = 0; i < seen->files->len; i++) {
    Member member = {g_ptr_array_index(seen->files, i), 0};
    for (; member.number < member.file->posts->len; member.number++)
      if (post_of(&member)->kind == POST_NOTICE)
        gather_post(plan, met, &member);
  }
  g_hash_table_unref(met->keys);
  g_hash_table_unref(met->groups);
}

static int compare_strings(gconstpointer a, gconstpointer b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void gather_labels(PlanNotice *notice) {
  GPtrArray *labels = g_ptr_array_new();
  for (guint i = 0; i < notice->places->len; i++) {
    char **own = g_array_index(notice->places, PlanPlace, i).post->labels;
    for (; own != NULL && *own != NULL; own++)
      if (!g_ptr_array_find_with_equal_func(labels, *own, g_str_equal, NULL))
        g_ptr_array_add(labels, g_strdup(*own));
  }
  g_ptr_array_sort(labels, compare_strings);
  g_ptr_array_add(labels, NULL);
  notice->labels = (char **)g_ptr_array_free(labels, FALSE);
}

static void hash_notice(PlanNotice *notice) {
  Hash content = HASH_START, where = HASH_START;
  hash_add_string(&content, g_array_index(notice->places, PlanPlace, 0).post->content);
  for (char **label = notice->labels; *label != NULL; label++)
    hash_add_string(&content, *label);
  hash_text(&content, notice->content);
  for (guint i = 0; i < notice->places->len; i++) {
    const PlanPlace *place = &g_array_index(notice->places, PlanPlace, i);
    const guint32 lines[] = {place->post->line, place->post->end_line, place->post->body_line};
    hash_add_string(&where, place->file->path);
    hash_add(&where, lines, sizeof lines);
  }
  hash_text(&where, notice->where);
}

/* ---- notices -> shards */

static void choose_action(PlanNotice *notice, const Catalog *old) {
  const CatalogRecord *record = old != NULL ? catalog_record(old, plan_key(notice)) : NULL;
  notice->action = PLAN_NEW;
  if (record == NULL || strcmp(record->content, notice->content) != 0)
    return;
  notice->old_shard = record->shard;
  notice->action = strcmp(record->places, notice->where) == 0 ? PLAN_KEEP : PLAN_COPY;
}

static PlanShard *shard_named(GHashTable *by_name, GPtrArray *groups, const char *name) {
  PlanShard *shard = g_hash_table_lookup(by_name, name);
  if (shard == NULL) {
    shard = plan_shard_new();
    g_hash_table_insert(by_name, (gpointer)name, shard);
    g_ptr_array_add(groups, shard);
  }
  return shard;
}

/* Notices stay in the shard they are in; a new one joins the notice before it, so that a changed
 * page touches few shards. */
static GPtrArray *group_notices(const Plan *plan) {
  GPtrArray *groups = g_ptr_array_new_with_free_func(plan_shard_free);
  GHashTable *by_name = g_hash_table_new(g_str_hash, g_str_equal);
  PlanShard *current = NULL;
  for (guint i = 0; i < plan->notices->len && current == NULL; i++) {
    const PlanNotice *notice = g_ptr_array_index(plan->notices, i);
    if (notice->old_shard != NULL)
      current = shard_named(by_name, groups, notice->old_shard);
  }
  if (current == NULL)
    current = shard_named(by_name, groups, "");
  for (guint i = 0; i < plan->notices->len; i++) {
    PlanNotice *notice = g_ptr_array_index(plan->notices, i);
    if (notice->old_shard != NULL)
      current = shard_named(by_name, groups, notice->old_shard);
    g_ptr_array_add(current->notices, notice);
  }
  g_hash_table_unref(by_name);
  return groups;
}

static void add_shard(Plan *plan, PlanShard *shard) {
  if (shard->notices->len == 0) {
    plan_shard_free(shard);
    return;
  }
  g_ptr_array_add(plan->shards, shard);
}

/* Of a first build: every worker gets as many pieces as the others, where they are few. */
static guint count_new_pieces(guint notices, guint shard_notices, guint jobs) {
  guint pieces = MAX(1, (notices + shard_notices / 2) / shard_notices);
  guint most = MAX(1, notices / SHARD_NOTICES_LEAST);
  return pieces < 8 * jobs ? MIN(most, (pieces + jobs - 1) / jobs * jobs) : pieces;
}

/* A shard that grew is cut when it is twice as large as it should be. */
static guint count_old_pieces(guint notices, guint shard_notices) {
  return notices > 2 * shard_notices ? (notices + shard_notices / 2) / shard_notices : 1;
}

static void cut_group(Plan *plan, const PlanShard *group, guint pieces) {
  for (guint piece = 0, at = 0; piece < pieces; piece++) {
    guint end = (guint)((guint64)group->notices->len * (piece + 1) / pieces);
    PlanShard *shard = plan_shard_new();
    for (; at < end; at++)
      g_ptr_array_add(shard->notices, g_ptr_array_index(group->notices, at));
    add_shard(plan, shard);
  }
}

static gboolean is_first(const Plan *plan) {
  for (guint i = 0; i < plan->notices->len; i++)
    if (((PlanNotice *)g_ptr_array_index(plan->notices, i))->old_shard != NULL)
      return FALSE;
  return TRUE;
}

/* Groups that have shrunk are put together, so that deletions don't leave ever more shards. */
static void cut_groups(Plan *plan, GPtrArray *groups, guint jobs) {
  guint shard_notices = MAX(SHARD_NOTICES_MIN, plan->notices->len / SHARDS_WANTED);
  gboolean first = is_first(plan);
  PlanShard *small = plan_shard_new();
  for (guint i = 0; i < groups->len; i++) {
    const PlanShard *group = g_ptr_array_index(groups, i);
    guint notices = group->notices->len;
    if (first || notices >= SHARD_NOTICES_LEAST) {
      cut_group(plan, group,
                first ? count_new_pieces(notices, shard_notices, jobs)
                      : count_old_pieces(notices, shard_notices));
      continue;
    }
    for (guint j = 0; j < notices; j++)
      g_ptr_array_add(small->notices, g_ptr_array_index(group->notices, j));
  }
  add_shard(plan, small);
}

static void name_shard(PlanShard *shard, const char *version) {
  Hash hash = HASH_START;
  char text[HASH_TEXT_BYTES];
  hash_add_string(&hash, SCHEMA_VERSION);
  hash_add_string(&hash, version);
  for (guint i = 0; i < shard->notices->len; i++) {
    const PlanNotice *notice = g_ptr_array_index(shard->notices, i);
    hash_add_string(&hash, plan_key(notice));
    hash_add_string(&hash, notice->content);
    hash_add_string(&hash, notice->where);
  }
  hash_text(&hash, text);
  shard->name = g_strdup_printf("shard-%.24s.glass", text);
}

/* A shard stands where it is published and everything planned for it is known to be in it. */
static gboolean shard_stands(const PlanShard *shard) {
  for (guint i = 0; i < shard->notices->len; i++) {
    const PlanNotice *notice = g_ptr_array_index(shard->notices, i);
    if (notice->action != PLAN_KEEP || strcmp(notice->old_shard, shard->name) != 0)
      return FALSE;
  }
  return TRUE;
}

static void name_shards(Plan *plan, const char *version) {
  for (guint i = 0; i < plan->shards->len; i++) {
    PlanShard *shard = g_ptr_array_index(plan->shards, i);
    name_shard(shard, version);
    shard->stands = shard_stands(shard);
    for (guint j = 0; j < shard->notices->len; j++)
      ((PlanNotice *)g_ptr_array_index(shard->notices, j))->shard = i;
  }
}

Plan *plan_new(Catalog *seen, const Catalog *old, guint jobs, PlanSketchFunc sketch,
               gpointer user) {
  Plan *plan = g_new0(Plan, 1);
  plan->notices = g_ptr_array_new_with_free_func(plan_notice_free);
  plan->shards = g_ptr_array_new_with_free_func(plan_shard_free);
  plan->notice_of = g_hash_table_new(NULL, NULL);
  Met met = {.sketch = sketch, .user = user};
  gather_notices(plan, &met, seen);
  for (guint i = 0; i < plan->notices->len; i++) {
    PlanNotice *notice = g_ptr_array_index(plan->notices, i);
    gather_labels(notice);
    hash_notice(notice);
    choose_action(notice, old);
  }
  GPtrArray *groups = group_notices(plan);
  cut_groups(plan, groups, MAX(1, jobs));
  g_ptr_array_unref(groups);
  name_shards(plan, seen->version);
  return plan;
}
