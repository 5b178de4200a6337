#!/usr/bin/python3
"""cluster_test.py PATH_TO_COGOV SOURCE_DIR [-k substring]: the files of docs/cluster, run as docs/cluster.md says.

Slurm is a real one, of one node, with daemons of its own in a temporary folder; it needs root. Where a tool is not
installed its tests are left out and say so.
"""
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import Case, read, write  # noqa: E402

SCENARIO = ('population = "{population}"\nweeks = 30\nburn_in = 30\nreplicates = 40\nseed = 5\n[arms.base]\n[arms.x]\n'
            '[[arms.x.policies]]\nlever = "admin_relief"\nlevel = 0.5\n[design]\nkind = "factorial"\n[design.factors]\n'
            '"parameters.b_social" = [1.0, 2.0]\n"arms.x.policies.admin_relief.level" = [0.5, 1.0]\n')


def missing(*programs):
    return next((p for p in programs if shutil.which(p) is None and not os.path.exists("/usr/sbin/" + p)), None)


class Clusters(Case):
    def setUp(self):
        super().setUp()
        write(os.path.join(self.here, "s.toml"), SCENARIO.format(population=os.path.join(self.town, "population")))
        self.run_well("sweep", "s.toml", "-o", "whole.h5", "--quiet")

    def documents(self, name):
        return os.path.join(harness.SOURCE, "docs", "cluster", name)

    def shell(self, command, **env):
        done = subprocess.run(["bash", "-c", command], cwd=self.here, capture_output=True, text=True, timeout=120,
                              env={**os.environ, "PATH": os.path.dirname(harness.COGOV) + ":/usr/sbin:" + os.environ["PATH"], **env})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done

    def same(self):
        self.assertEqual(read(os.path.join(self.here, "r.h5")), read(os.path.join(self.here, "whole.h5")))


class Tools(Clusters):
    @unittest.skipIf(missing("parallel"), "GNU parallel is not installed")
    def test_gnu_parallel(self):
        self.shell("parallel -j 2 cogov sweep s.toml -o r.h5 --shard {}/3 --threads 1 --resume --quiet ::: {0..2}")
        self.shell("cogov merge r.h5 r.shard-*-of-3.cogov")
        self.same()

    @unittest.skipIf(missing("snakemake"), "Snakemake is not installed")
    def test_snakemake(self):
        command = f"snakemake -s {self.documents('Snakefile')} -j 2 --config scenario=s.toml results=r.h5 shards=3"
        self.shell(command, HOME=self.here)
        self.same()
        self.assertFalse([name for name in os.listdir(self.here) if "shard" in name])

    @unittest.skipIf(missing("snakemake"), "Snakemake is not installed")
    def test_snakemake_goes_on_after_a_stop(self):
        command = f"exec snakemake -s {self.documents('Snakefile')} -j 1 --config scenario=s.toml results=r.h5 shards=3"
        run = subprocess.Popen(["bash", "-c", command], cwd=self.here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env={**os.environ, "PATH": os.path.dirname(harness.COGOV) + ":" + os.environ["PATH"],
                                    "HOME": self.here}, start_new_session=True)
        end = time.monotonic() + 30
        while time.monotonic() < end and not any(".done" in name for name in os.listdir(self.here)):
            time.sleep(0.05)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        self.shell(f"snakemake -s {self.documents('Snakefile')} --unlock --config scenario=s.toml results=r.h5 shards=3", HOME=self.here)
        self.shell(f"snakemake -s {self.documents('Snakefile')} -j 2 --rerun-incomplete --config scenario=s.toml results=r.h5 shards=3",
                   HOME=self.here)
        self.same()


class StandIn(Clusters):
    """The batch script as Slurm would start it, where there is no Slurm: its variables are set by hand."""

    def test_batch_script_makes_the_shard_of_its_task(self):
        for task in range(3, 6):   # an array need not begin at 0
            self.shell(f"bash {self.documents('cogov.sbatch')} sweep s.toml r.h5 --quiet", SLURM_ARRAY_TASK_ID=str(task),
                       SLURM_ARRAY_TASK_MIN="3", SLURM_ARRAY_TASK_COUNT="3", SLURM_CPUS_PER_TASK="1")
        self.shell("cogov merge r.h5 r.shard-*-of-3.cogov")
        self.same()


@unittest.skipIf(missing("munged", "slurmctld", "slurmd", "sbatch"), "Slurm is not installed; its batch script ran under a stand-in")
@unittest.skipIf(os.getuid() != 0, "Slurm's daemons need root here; its batch script ran under a stand-in")
class Slurm(Clusters):
    def setUp(self):
        super().setUp()
        self.slurm = os.path.join(self.root, "slurm")
        os.makedirs(os.path.join(self.slurm, "state"), exist_ok=True)
        os.makedirs(os.path.join(self.slurm, "spool"), exist_ok=True)
        os.chmod(self.root, 0o755)
        host = socket.gethostname().split(".")[0]
        at = lambda name: os.path.join(self.slurm, name)  # noqa: E731
        with open(at("key"), "wb") as key:
            key.write(os.urandom(1024))
        os.chmod(at("key"), 0o400)
        ports = []
        for _ in range(2):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                ports.append(free.getsockname()[1])
        write(at("slurm.conf"), f"""
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={at('munge')}
CredType=cred/munge
StateSaveLocation={at('state')}
SlurmdSpoolDir={at('spool')}
SlurmctldPidFile={at('slurmctld.pid')}
SlurmdPidFile={at('slurmd.pid')}
SlurmctldLogFile={at('slurmctld.log')}
SlurmdLogFile={at('slurmd.log')}
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0
KillWait=5
NodeName={host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
""")
        self.env = {"SLURM_CONF": at("slurm.conf")}
        self.addCleanup(self.stop)
        self.shell(f"munged --key-file={at('key')} --socket={at('munge')} --pid-file={at('munge.pid')} --log-file={at('munge.log')} "
                   f"--seed-file={at('munge.seed')} --force && slurmctld && slurmd -N {host}", **self.env)
        for _ in range(100):
            if "idle" in subprocess.run(["sinfo", "-h", "-o", "%t"], env={**os.environ, **self.env}, capture_output=True, text=True).stdout:
                return
            time.sleep(0.1)
        self.skipTest("Slurm's daemons could not be started here; its batch script ran under a stand-in")

    def stop(self):
        for name in ("slurmctld.pid", "slurmd.pid", "munge.pid"):
            path = os.path.join(self.slurm, name)
            if os.path.exists(path):
                try:
                    os.kill(int(read(path)), signal.SIGKILL if name == "slurmd.pid" else signal.SIGTERM)
                except (ProcessLookupError, ValueError):
                    pass
        time.sleep(0.5)
        shutil.rmtree(self.slurm, ignore_errors=True)

    def sbatch(self, words):
        return self.shell(f"sbatch --parsable {words}", **self.env).stdout.strip()

    def wait(self, seconds=90):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.shell("squeue -h", **self.env).stdout.strip():
                return
            time.sleep(0.2)
        logs = "".join(read(os.path.join(self.here, n)).decode() for n in os.listdir(self.here) if n.endswith(".log"))
        self.fail("the jobs do not end:\n" + self.shell("squeue", **self.env).stdout + logs)

    def test_job_array_and_a_job_that_joins(self):
        job = self.sbatch(f"--array=0-2 --cpus-per-task=1 {self.documents('cogov.sbatch')} sweep s.toml r.h5")
        self.sbatch(f"--dependency=afterok:{job} --wrap 'cogov merge r.h5 r.shard-*-of-3.cogov --delete-parts'")
        self.wait()
        self.same()

    def test_task_that_is_requeued_goes_on(self):
        # Long enough to be caught in the middle.
        text = SCENARIO.format(population=os.path.join(self.town, "population")).replace("weeks = 30", "weeks = 520")
        write(os.path.join(self.here, "s.toml"), text)
        self.run_well("sweep", "s.toml", "-o", "whole.h5", "--quiet", "--force")
        job = self.sbatch(f"--array=0-1 --cpus-per-task=1 {self.documents('cogov.sbatch')} sweep s.toml r.h5")
        parts = os.path.join(self.here, "r.shard-0-of-2.cogov", "parts")
        end = time.monotonic() + 60
        while time.monotonic() < end and not (os.path.isdir(parts) and any(n.endswith(".h5") for n in os.listdir(parts))):
            time.sleep(0.02)
        self.shell(f"scontrol requeue {job}_0", **self.env)
        there = sum(name.endswith(".h5") for name in os.listdir(parts))
        self.assertGreater(there, 0)
        # Slurm lets a requeued task wait two minutes; once it has ended here it may begin at once.
        log = os.path.join(self.here, f"cogov-{job}_0.log")
        end = time.monotonic() + 60
        while time.monotonic() < end and b"stopped after" not in read(log):
            time.sleep(0.1)
        time.sleep(3)
        self.shell(f"scontrol update JobId={job}_0 StartTime=now", **self.env)
        self.wait()
        self.assertRegex(read(log).decode(), r"resuming: [1-9]\d* of")   # the second time it found what the first had finished
        self.shell("cogov merge r.h5 r.shard-*-of-2.cogov")
        self.same()


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
