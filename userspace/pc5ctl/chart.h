/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The signalling messages of an agent as a sequence chart: this UE on the left,
 * its peers on the right, an arrow for each message, in the order of time.
 */
#ifndef PC5CTL_CHART_H
#define PC5CTL_CHART_H

#include <json-c/json.h>
#include <stdbool.h>

struct ctl;

/**
 * struct chart - a chart that grows
 * @begun: the line that names the columns was printed
 */
struct chart {
	bool begun;
};

/*
 * Print one event of an agent: an arrow for a message, a line for a link, or
 * the event as it is in JSON. Events of unknown kinds, which a newer agent may
 * have, are not part of the text.
 */
void chart_event(struct chart *chart, const struct ctl *ctl,
		 struct json_object *event);

#endif /* PC5CTL_CHART_H */
