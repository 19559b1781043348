import json, pathlib
out = pathlib.Path("contract/fixtures/commit-log"); out.mkdir(parents=True, exist_ok=True)
D = "sha256:" + "ab" * 32
def G(s, w="a-1", **k): return {"kind":"Genesis","sequence":s,"writer":w,"jobUid":"6f1c","format":"regauge-log/1"}|k
def F(s, w, e, **k): return {"kind":"Fence","sequence":s,"writer":w,"epoch":e}|k
def C(s, w, e, st, p=None, secs=1.5, **k): return {"kind":"Commit","sequence":s,"writer":w,"epoch":e,"step":st,"parent":p,"manifestDigest":D,"digests":[[1,2],[4294967295,0]],"productiveSeconds":secs}|k
def R(s, w, e, st, **k): return {"kind":"Retire","sequence":s,"writer":w,"epoch":e,"step":st}|k
def V(s, w, a, **k): return {"kind":"Void","sequence":s,"writer":w,"after":a}|k
def X(s, w, **k): return {"kind":"Closed","sequence":s,"writer":w}|k
def P(e, st): return {"epoch":e,"step":st}
def live(c): return {k:v for k,v in c.items() if k!="kind"}
def ok(name, why, entries, fence, commits, closed=False):
    w(name, {"why": why, "entries": entries, "fold": {"newestFence": None if fence is None else {"epoch":fence[0],"writer":fence[1]}, "commits":[live(c) for c in commits], "closed":closed}})
def bad(name, why, entries): w(name, {"why": why, "entries": entries, "error": "LogDamaged"})
def w(name, v):
    lines = ["{", ' "why": '+json.dumps(v["why"])+",", ' "entries": [']
    lines += ["  "+json.dumps(e)+("," if i < len(v["entries"])-1 else "") for i,e in enumerate(v["entries"])]
    lines += [" ],"]
    if "error" in v: lines += [' "error": '+json.dumps(v["error"])]
    else:
        f=v["fold"]; lines += [' "fold": {', '  "newestFence": '+json.dumps(f["newestFence"])+",", '  "commits": [']
        lines += ["   "+json.dumps(e)+("," if i < len(f["commits"])-1 else "") for i,e in enumerate(f["commits"])]
        lines += ["  ],", '  "closed": '+json.dumps(f["closed"]), " }"]
    lines += ["}",""]
    t="\n".join(lines); assert json.loads(t)==v; (out/f"{name}.json").write_text(t)

ok("empty", "A log that no one has begun.", [], None, [])
ok("genesis-only", "A writer died between Genesis and its fence.", [G(0)], None, [])
ok("first-fence", "A fence without commits.", [G(0),F(1,"a-1",1)], (1,"a-1"), [])
c=[C(2,"a-1",1,20),C(3,"a-1",1,40,P(1,20),3.0)]
ok("two-commits", "Live commits stand in log order, oldest first.", [G(0),F(1,"a-1",1),*c], (1,"a-1"), c)
ok("genesis-by-another-writer", "Two first writers raced: one wrote Genesis, the other the first fence.", [G(0,"b-1"),F(1,"a-1",1)], (1,"a-1"), [])
c=[C(2,"a-1",1,20),C(4,"b-2",2,40,P(1,20)),C(5,"b-2",2,60,P(2,40))]
ok("second-epoch-continues", "A new epoch fences and goes on from the commit below its fence.", [G(0),F(1,"a-1",1),c[0],F(3,"b-2",2),*c[1:]], (2,"b-2"), c)
ok("epochs-may-skip", "Epochs rise but need not be consecutive.", [G(0),F(1,"a-1",1),F(2,"c-7",7)], (7,"c-7"), [])
c=[C(2,"a-1",1,20),C(4,"b-2",2,20)]
ok("same-step-in-two-epochs", "A checkpoint is (epoch, step): the same step in another epoch is another checkpoint.", [G(0),F(1,"a-1",1),c[0],F(3,"b-2",2),c[1]], (2,"b-2"), c)
c=[C(2,"a-1",1,20),C(3,"a-1",1,40,P(1,20)),C(4,"a-1",1,60,P(1,40))]
ok("retire-hides-one", "Retire hides exactly the checkpoint that it names.", [G(0),F(1,"a-1",1),*c,R(5,"a-1",1,20)], (1,"a-1"), c[1:])
c=[C(2,"a-1",1,20),C(4,"b-2",2,40,P(1,20))]
ok("retire-of-an-older-epoch", "A writer retires what an older epoch committed; epoch names the checkpoint.", [G(0),F(1,"a-1",1),c[0],F(3,"b-2",2),c[1],R(5,"b-2",1,20)], (2,"b-2"), c[1:])
c=[C(2,"a-1",1,20),C(4,"b-2",2,20)]
ok("retire-minds-the-epoch", "Retiring step 20 of epoch 1 leaves step 20 of epoch 2.", [G(0),F(1,"a-1",1),c[0],F(3,"b-2",2),c[1],R(5,"b-2",1,20)], (2,"b-2"), c[1:])
c=C(2,"a-1",1,20)
ok("retire-twice", "Retiring what is not live changes nothing.", [G(0),F(1,"a-1",1),c,R(3,"a-1",1,20),R(4,"a-1",1,20)], (1,"a-1"), [])
ok("retire-of-a-stranger", "Retiring what was never committed changes nothing.", [G(0),F(1,"a-1",1),c,R(3,"a-1",9,9)], (1,"a-1"), [c])
c=[C(2,"a-1",1,20),C(3,"a-1",1,40,P(1,20)),C(4,"a-1",1,60,P(1,40))]
ok("void-hides-later-commits", "Void{after: 2} hides commits with a sequence above 2; the commit at 2 stays.", [G(0),F(1,"a-1",1),*c,V(5,"a-1",2)], (1,"a-1"), c[:1])
n=C(6,"a-1",1,40,P(1,20))
ok("commit-after-void", "Void reaches back only: what is committed after it is live, even under a hidden name.", [G(0),F(1,"a-1",1),*c,V(5,"a-1",2),n], (1,"a-1"), [c[0],n])
ok("void-everything", "Void{after: 0} hides every commit.", [G(0),F(1,"a-1",1),*c,V(5,"a-1",0)], (1,"a-1"), [])
ok("void-across-epochs", "Void hides commits of older epochs too, and leaves fences alone.", [G(0),F(1,"a-1",1),c[0],C(3,"a-1",1,40,P(1,20)),F(4,"b-2",2),C(5,"b-2",2,60,P(1,40)),V(6,"b-2",2)], (2,"b-2"), [c[0]])
ok("closed", "Closed keeps the last fence and the live commits.", [G(0),F(1,"a-1",1),c[0],X(3,"a-1")], (1,"a-1"), [c[0]], True)
ok("unknown-fields", "Unknown fields are ignored; they are not part of the fold.", [G(0,future=1),F(1,"a-1",1,hint="x")], (1,"a-1"), [])
z={**C(2,"a-1",1,0,None,0.0),"digests":[]}
ok("commit-at-step-zero", "Step 0, no leaves and no seconds are allowed.", [G(0),F(1,"a-1",1),z], (1,"a-1"), [z])
ok("integer-seconds", "productiveSeconds may be written as an integer.", [G(0),F(1,"a-1",1),C(2,"a-1",1,20,None,3)], (1,"a-1"), [C(2,"a-1",1,20,None,3.0)])

bad("gap", "Sequence 2 is missing.", [G(0),F(1,"a-1",1),C(3,"a-1",1,20)])
bad("gap-at-the-start", "Entry 0 is missing.", [F(1,"a-1",1)])
bad("repeated-sequence", "Sequence 1 stands twice.", [G(0),F(1,"a-1",1),F(1,"b-2",2)])
bad("out-of-order", "Entries must come in order.", [G(0),C(2,"a-1",1,20),F(1,"a-1",1)])
bad("no-genesis", "Entry 0 is not Genesis.", [F(0,"a-1",1)])
bad("second-genesis", "Genesis stands at 0 only.", [G(0),F(1,"a-1",1),G(2)])
bad("unknown-format", "Another log format has another meaning.", [G(0,format="regauge-log/2")])
bad("unknown-kind", "An unknown kind could mean anything.", [G(0),F(1,"a-1",1),{"kind":"Merge","sequence":2,"writer":"a-1"}])
bad("no-kind", "kind is missing.", [G(0),{"sequence":1,"writer":"a-1","epoch":1}])
bad("commit-before-any-fence", "No one may commit without a fence.", [G(0),C(1,"a-1",1,20)])
bad("commit-by-an-old-writer", "The commit's writer was fenced off.", [G(0),F(1,"a-1",1),F(2,"b-2",2),C(3,"a-1",2,20)])
bad("commit-of-an-old-epoch", "The right writer, the wrong epoch.", [G(0),F(1,"a-1",1),F(2,"b-2",2),C(3,"b-2",1,20)])
bad("commit-of-a-future-epoch", "An epoch above the newest fence.", [G(0),F(1,"a-1",1),C(2,"a-1",2,20)])
bad("commit-twice", "A live checkpoint cannot be committed again.", [G(0),F(1,"a-1",1),C(2,"a-1",1,20),C(3,"a-1",1,20)])
bad("retire-by-an-old-writer", "Retire needs the newest fence.", [G(0),F(1,"a-1",1),C(2,"a-1",1,20),F(3,"b-2",2),R(4,"a-1",1,20)])
bad("void-by-an-old-writer", "Void needs the newest fence.", [G(0),F(1,"a-1",1),F(2,"b-2",2),V(3,"a-1",1)])
bad("close-by-an-old-writer", "Closed needs the newest fence.", [G(0),F(1,"a-1",1),F(2,"b-2",2),X(3,"a-1")])
bad("close-before-any-fence", "Closed needs a fence.", [G(0),X(1,"a-1")])
bad("void-of-the-future", "after must be below the entry's own sequence.", [G(0),F(1,"a-1",1),V(2,"a-1",2)])
bad("fence-of-a-lower-epoch", "Epochs of fences rise.", [G(0),F(1,"b-2",2),F(2,"a-1",1)])
bad("fence-of-an-equal-epoch", "One fence per epoch.", [G(0),F(1,"a-1",1),F(2,"b-1",1)])
bad("entry-after-closed", "Nothing follows Closed.", [G(0),F(1,"a-1",1),X(2,"a-1"),F(3,"b-2",2)])
bad("epoch-zero", "Epochs begin at 1.", [G(0),F(1,"a-1",0)])
bad("no-writer", "writer is missing.", [G(0),{"kind":"Fence","sequence":1,"epoch":1}])
bad("empty-writer", "writer is empty.", [G(0),F(1,"",1)])
bad("negative-step", "step is below 0.", [G(0),F(1,"a-1",1),C(2,"a-1",1,-1)])
bad("digest-out-of-range", "A digest is two uint32.", [G(0),F(1,"a-1",1),C(2,"a-1",1,20,None,1.5,digests=[[4294967296,0]])])
bad("digest-not-a-pair", "A digest is two uint32.", [G(0),F(1,"a-1",1),C(2,"a-1",1,20,None,1.5,digests=[[1,2,3]])])
bad("step-as-text", "step is a string.", [G(0),F(1,"a-1",1),C(2,"a-1",1,"20")])
bad("no-manifest-digest", "manifestDigest is missing.", [G(0),F(1,"a-1",1),{k:v for k,v in C(2,"a-1",1,20).items() if k!="manifestDigest"}])
