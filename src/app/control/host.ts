import type { Engine } from '../engine.ts';
import type { LiveProxy } from './proxyInfo.ts';

/** Lets people look into a process and steer it: the admin API, on the process's own socket in `run/`. */
export interface ControlHost {
  /** Rejects where it cannot listen: the process goes on without. */
  open(engine: Engine, proxy: LiveProxy): Promise<{ close(): Promise<void> }>;
}
