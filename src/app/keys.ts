import { encodeVkey } from '../audit/vkey.ts';
import { rootKeyName } from '../audit/epoch.ts';
import type { Home } from '../edge/home.ts';
import { homeId, readEpochKeys, readRootKey } from '../edge/keys.ts';
import { INDEX, originOf } from '../edge/openShardLog.ts';
import { shardSlots } from '../edge/shardFiles.ts';

/** The public halves of a home's keys, in the text form of C2SP signed notes. */
export interface PublicKeys {
  /** Names this home in every origin of its logs. */
  readonly homeId: string;
  /** What `leash audit verify --key` takes. */
  readonly root: string;
  /** The key that signs each log now; the index of the logs is `index`. */
  readonly epochs: readonly { readonly shard: string; readonly key: string }[];
}

/** Reads a home's keys; null where it has none yet. */
export async function publicKeys(home: Home): Promise<PublicKeys | null> {
  const root = await readRootKey(home);
  if (root === null) return null;
  const epochs = [];
  for (const shard of [INDEX, ...(await shardSlots(home))]) {
    const { current } = await readEpochKeys(home, shard);
    if (current === null) continue;
    epochs.push({ shard, key: encodeVkey({ name: originOf(root, shard), publicKey: current.publicKey }) });
  }
  const id = homeId(root);
  return { homeId: id, root: encodeVkey({ name: rootKeyName(id), publicKey: root.publicKey }), epochs };
}
