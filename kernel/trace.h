/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM pc5

#if !defined(_PC5_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _PC5_TRACE_H

#include <linux/netdevice.h>
#include <linux/tracepoint.h>

/* Devices are recorded by index: __assign_str() differs between kernels. */

TRACE_EVENT(pc5_drop,
	TP_PROTO(const struct net_device *dev, unsigned int reason),
	TP_ARGS(dev, reason),
	TP_STRUCT__entry(
		__field(int, ifindex)
		__field(unsigned int, reason)
	),
	TP_fast_assign(
		__entry->ifindex = dev->ifindex;
		__entry->reason = reason;
	),
	TP_printk("ifindex=%d reason=%u", __entry->ifindex, __entry->reason)
);

DECLARE_EVENT_CLASS(pc5_sdu,
	TP_PROTO(const struct net_device *dev, u8 lcid, u16 key_id, u64 count,
		 unsigned int len),
	TP_ARGS(dev, lcid, key_id, count, len),
	TP_STRUCT__entry(
		__field(int, ifindex)
		__field(u8, lcid)
		__field(u16, key_id)
		__field(u64, count)
		__field(unsigned int, len)
	),
	TP_fast_assign(
		__entry->ifindex = dev->ifindex;
		__entry->lcid = lcid;
		__entry->key_id = key_id;
		__entry->count = count;
		__entry->len = len;
	),
	TP_printk("ifindex=%d lcid=%u key_id=0x%04x count=%llu len=%u",
		  __entry->ifindex, __entry->lcid, __entry->key_id,
		  __entry->count, __entry->len)
);

/* An SDU got its COUNT and is about to be protected. */
DEFINE_EVENT(pc5_sdu, pc5_tx,
	TP_PROTO(const struct net_device *dev, u8 lcid, u16 key_id, u64 count,
		 unsigned int len),
	TP_ARGS(dev, lcid, key_id, count, len)
);

/* A PDU was verified and is about to be put to the window. */
DEFINE_EVENT(pc5_sdu, pc5_rx,
	TP_PROTO(const struct net_device *dev, u8 lcid, u16 key_id, u64 count,
		 unsigned int len),
	TP_ARGS(dev, lcid, key_id, count, len)
);

/* Something happened to a security context; event is enum pc5_event. */
TRACE_EVENT(pc5_key,
	TP_PROTO(const struct net_device *dev, u16 key_id, unsigned int event),
	TP_ARGS(dev, key_id, event),
	TP_STRUCT__entry(
		__field(int, ifindex)
		__field(u16, key_id)
		__field(unsigned int, event)
	),
	TP_fast_assign(
		__entry->ifindex = dev->ifindex;
		__entry->key_id = key_id;
		__entry->event = event;
	),
	TP_printk("ifindex=%d key_id=0x%04x event=%u", __entry->ifindex,
		  __entry->key_id, __entry->event)
);

/* t-Reordering expired. */
TRACE_EVENT(pc5_reordering,
	TP_PROTO(const struct net_device *dev, u8 lcid, u64 rx_deliv,
		 u64 rx_reord),
	TP_ARGS(dev, lcid, rx_deliv, rx_reord),
	TP_STRUCT__entry(
		__field(int, ifindex)
		__field(u8, lcid)
		__field(u64, rx_deliv)
		__field(u64, rx_reord)
	),
	TP_fast_assign(
		__entry->ifindex = dev->ifindex;
		__entry->lcid = lcid;
		__entry->rx_deliv = rx_deliv;
		__entry->rx_reord = rx_reord;
	),
	TP_printk("ifindex=%d lcid=%u rx_deliv=%llu rx_reord=%llu",
		  __entry->ifindex, __entry->lcid, __entry->rx_deliv,
		  __entry->rx_reord)
);

#endif /* _PC5_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
