import { describe, expect, it } from 'vitest';
import { openAuditLog } from '../../src/edge/logStore.ts';
import { decision, recorded } from '../support/drafts.ts';
import { tempHome } from '../support/tempHome.ts';

describe('the audit log', () => {
  it('gives a receipt', async () => {
    const home = tempHome();
    const t0 = performance.now();
    const log = await openAuditLog({ home, warn: console.log });
    const t1 = performance.now();
    expect((await recorded(log, decision())).index).toBe(1);
    const t2 = performance.now();
    const lat: number[] = [];
    for (let i=0;i<500;i++) { const a=performance.now(); await recorded(log, decision()); lat.push(performance.now()-a);}
    lat.sort((a,b)=>a-b); console.log(t1-t0, t2-t1, lat[250], lat[495]);
    const w = performance.now();
    for (let k=0;k<100;k++) await Promise.all(Array.from({length:64},()=>recorded(log, decision())));
    console.log('per s', 6400/(performance.now()-w)*1000);
    const t3 = performance.now();
    await log.close();
    console.log('close', performance.now()-t3);
    const t4 = performance.now();
    const log2 = await openAuditLog({ home, warn: console.log });
    console.log('reopen', performance.now()-t4, (await recorded(log2, decision())).index);
    await log2.close();
  });
});
