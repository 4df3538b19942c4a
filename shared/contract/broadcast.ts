/** Changes of records as the database broadcasts them by Supabase's Realtime; apart, since only pages that hear by it need it. */
import { changeSchema, changeTopicSchema } from './changes.ts';

/** What Realtime sends to a person of the changes that concern them; a topic of null stands for all that they follow. */
export const broadcastChangeSchema = changeSchema.extend({ topic: changeTopicSchema.nullable() });

/** The private channel of Realtime on which a person is sent changes. */
export const channelOf = (personId: string): string => `person:${personId}`;
