#include "program.h"

#include "common/i18n.h"

static const char *const progress_values[] = {"auto", "always", "never", NULL};

static const Option options[INDEX_OPTION_N] = {
    [INDEX_OPTION_INDEX] = {"index", 'o', OPTION_PATH, N_("PATH"),
                            N_("Where the index lives (default: $JIKENBO_INDEX, else "
                               "$XDG_DATA_HOME/jikenbo/index)"),
                            .commands = OPTIONS_ALL, .complete = "dir"},
    [INDEX_OPTION_FULL] = {"full", 0, OPTION_FLAG, NULL, N_("Forget what is known and build anew"),
                           .commands = OPTIONS_ALL},
    [INDEX_OPTION_WATCH] = {"watch", 0, OPTION_FLAG, NULL,
                            N_("Stay, and rebuild whenever the archive changes"),
                            .commands = OPTIONS_ALL},
    [INDEX_OPTION_WAIT] = {"wait", 0, OPTION_FLAG, NULL,
                           N_("Wait for another jikenbo-index to end instead of giving up"),
                           .commands = OPTIONS_ALL},
    [INDEX_OPTION_JOBS] = {"jobs", 'j', OPTION_NUMBER, N_("N"),
                           N_("Workers (default: all processors)"), .commands = OPTIONS_ALL,
                           .min = 1, .max = 256},
    [INDEX_OPTION_REPORT] = {"report", 0, OPTION_PATH, N_("FILE"),
                             N_("Write JSON Lines, one line a post: what was made of it; - is "
                                "standard output"),
                             .commands = OPTIONS_ALL, .complete = "file"},
    [INDEX_OPTION_CHECK] =
        {"check", 0, OPTION_FLAG, NULL,
         N_("Verify the index, say what it holds and how healthy the archive is"),
         .commands = OPTIONS_ALL},
    [INDEX_OPTION_PROGRESS] = {"progress", 0, OPTION_CHOICE, NULL,
                               N_("Whether a progress bar is shown"), "auto", progress_values,
                               .commands = OPTIONS_ALL},
    [INDEX_OPTION_QUIET] = {"quiet", 'q', OPTION_FLAG, NULL, N_("Say nothing but errors"),
                            .commands = OPTIONS_ALL},
    [INDEX_OPTION_VERBOSE] = {"verbose", 'v', OPTION_FLAG, NULL,
                              N_("Say more: what was read, copied and analysed"),
                              .commands = OPTIONS_ALL},
};

static const OptionsNote notes[] = {
    {N_("Exit status"),
     N_("0\tpublished, or nothing had changed\n"
        "1\tpublished, but something in the archive could not be read; each is named\n"
        "2\twrong usage\n"
        "3\tnothing published; the old index stands"),
     TRUE},
    {N_("Environment"),
     N_("JIKENBO_INDEX\twhere the index lives, unless --index says\n"
        "JIKENBO_DATA\twhere the tables and the dictionary are, unless beside the program\n"
        "JIKENBO_IPADIC\twhere MeCab's IPADIC (UTF-8) is"),
     FALSE},
    {N_("Examples"),
     N_("  jikenbo-index ~/archive\n"
        "  jikenbo-index --report - ~/archive | jq -c 'select(.doubts != [])'\n"
        "  nice -n 19 ionice -c 3 jikenbo-index --watch ~/archive"),
     FALSE},
};

const OptionsProgram index_program = {
    .program = "jikenbo-index",
    .words = N_("ARCHIVE…"),
    .about = N_("Build or refresh the index of an archive of breach notices"),
    .text = N_("Reads page dumps (.txt, .md), saved pages (.html), feeds and backups (.xml, .atom) "
               "and JSON Lines (.jsonl) in the files and folders named, and publishes an index of "
               "the notices in them. Only what changed since the last run is read and analysed "
               "anew. Readers see the old index or the new one, never anything between."),
    .complete = "file",
    .options = options,
    .options_n = INDEX_OPTION_N,
    .notes = notes,
    .notes_n = G_N_ELEMENTS(notes),
    .version = "0.1.0",
};
