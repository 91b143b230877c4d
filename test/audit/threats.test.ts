import { describe, it } from 'vitest';
import { all, change, editBytes, exchange, fitLeaf, insert, move, remove } from './damage.ts';
import { hashEntry } from '../../src/audit/merkle.ts';
import { sampleLog, verify } from './sampleLog.ts';
const CONTENT=['bytes','nodes','note','ts','phase','agent','server','session','action','effect','parent'] as const;
const forge=(rows:any,i:number,own:number)=>{const b=rows[i].bytes.replace(/"seq":\d+/,`"seq":${own}`).replace('read_file','rm_rf').replace(/"prev_hash":"[0-9a-f]+"/,`"prev_hash":"${hashEntry(rows[i].bytes).hash}"`).replace(/"note":"[0-9a-f]+"/,'"note":null'); return {...rows[i],bytes:b,action:'rm_rf',note:null,nodes:hashEntry(b).leaf}};
const D:any={
 'edit mid':editBytes(5,'read_file','exec_file'),
 'edit last of commit':editBytes(7,'read_file','exec_file'),
 'edit first':editBytes(3,'read_file','exec_file'),
 'edit single commit':editBytes(8,'read_file','exec_file'),
 'edit last':editBytes(30,'read_file','exec_file'),
 'edit log_start':editBytes(0,'claude','mallory'),
 'edit fit':all(editBytes(5,'read_file','exec_file'),fitLeaf(5)),
 'edit fit4':all(editBytes(4,'read_file','exec_file'),fitLeaf(4)),
 'edit fit first':all(editBytes(3,'read_file','exec_file'),fitLeaf(3)),
 'edit fit last of commit':all(editBytes(7,'read_file','exec_file'),fitLeaf(7)),
 'edit fit single':all(editBytes(8,'read_file','exec_file'),fitLeaf(8)),
 'edit fit last':all(editBytes(30,'read_file','exec_file'),fitLeaf(30)),
 'edit seq fit':all(editBytes(4,'"seq":4','"seq":9999'),fitLeaf(4)),
 'edit seq':editBytes(4,'"seq":4','"seq":9999'),
 'edit rotation':editBytes(10,'key_rotated','server_exited'),
 'garbage':change(5,()=>({bytes:'garbage'})),
 'delete':remove(5,5), 'delete commit':remove(3,7),'delete first':remove(0,0),'delete rotation':remove(9,10),'delete 12..24':remove(12,24),
 'delete ren':remove(5,5,{renumber:true}),'delete commit ren':remove(3,7,{renumber:true}),'delete last but one ren':remove(29,29,{renumber:true}),'delete last but one':remove(29,29),
 'dup':insert(6,(r)=>r[5]!), 'dup far':insert(20,(r)=>r[5]!),'dup over':(rows:any)=>exchange(0,0,[])(rows).map((r:any,i:number)=>i===17?{...rows[5],seq:17}:r),
 'insert forged own':insert(6,(r)=>forge(r,5,6)),'insert forged own prev':insert(6,(r)=>forge(r,5,5)),
 'insert tail':insert(31,(r)=>forge(r,30,31)),
 'swap':exchange(4,6,CONTENT),'swap bytes':exchange(4,6,['bytes']),'swap seq':all(exchange(4,6,['seq']),(r)=>r.toSorted((a,b)=>a.seq-b.seq)),
 'swap far':exchange(5,17,CONTENT),'swap bytes far':exchange(5,17,['bytes']),'swap adj':exchange(4,5,CONTENT),
 'swap notes':exchange(7,13,['note']),'drop note':change(7,()=>({note:null})),'drop last note':change(30,()=>({note:null})),
 'move note':all(change(6,()=>({note:null})),exchange(6,7,['note'])),
 'copy note':(rows:any)=>change(5,()=>({note:rows[7].note}))(rows),
 'flip note':change(7,(r)=>({note:r.note!.replace(/.=\n$/,(m)=>(m[0]==='A'?'Q':'A')+'=\n')})),
 'flip note8':change(8,(r)=>({note:r.note!.replace('\n9\n','\n10\n')})),
 'flip last note':change(30,(r)=>({note:r.note!.slice(0,-9)+(r.note!.at(-9)==='A'?'B':'A')+r.note!.slice(-8)})),
 'garbage note':change(7,()=>({note:'x'})),
 'node leaf':change(5,(r)=>({nodes:r.nodes.map((b,i)=>i===3?b^1:b)})),'node up':change(5,(r)=>({nodes:r.nodes.map((b,i)=>i===40?b^1:b)})),'node top last':change(7,(r)=>({nodes:r.nodes.map((b,i)=>i===r.nodes.length-1?b^1:b)})),'node none':change(7,()=>({nodes:new Uint8Array(0)})),'node long':change(6,(r)=>({nodes:new Uint8Array([...r.nodes,...r.nodes])})),
 'move commits':move(3,7,13),'move commits back':move(26,27,2), 'seq col':change(30,()=>({seq:1000})),'seq col mid':all(change(5,()=>({seq:1000})),(r)=>r.toSorted((a,b)=>a.seq-b.seq)),
 'action':change(5,()=>({action:'x'})),
};
describe('x',()=>{ it('ok',()=>{ const log=sampleLog(); 
 for(const [n,d] of Object.entries<any>(D)){ const r=verify(d(log.rows)); console.log(n.padEnd(24),r.verified?.size, r.findings.map(f=>`${f.kind}@${f.seq}: ${f.message}`)); }
 }); });
