//! A soak: people of all dialects come, chat, change things and go, for hours; the server is stopped and killed several times, and
//! then lives long. Its memory must stay flat, its descriptors come back to exactly what they were, and its log be without
//! a complaint.
//!
//! A short form is part of every test run, in which the slope of memory is not judged; `bin/soak` is the long form, which takes
//! `NUDGE_SOAK` minutes and writes its result into the file `NUDGE_SOAK_JSON`.
//!
//! Lives are made of cycles: busy for some minutes, then a quiet moment in which all but one of each company have gone. What
//! is measured then is compared.

mod actor;
mod company;
mod member;
mod place;
mod plan;
mod report;
mod sample;
mod slope;
mod visitor;

use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use nudge_testkit::dice::{Dice, asked, seed};
use rustix::process::Signal;
use tokio::runtime;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::server::Server;
use actor::Phase;
use place::Place;
use plan::Plan;
use report::Report;
use sample::{Open, Sample, complaints};

/// How often the server is looked at.
const EVERY: Duration = Duration::from_secs(5);

/// Until everything has ended that was going on: the gateway's sessions wait so long for a client to hear of their end.
const ENDING: Duration = Duration::from_secs(150);

/// What all have done together must have ended before then.
const RESTING: Duration = Duration::from_mins(5);

/// Of one quiet moment nothing can be compared.
const LEAST: usize = 2;

/// The server and those who use it.
struct Soak {
    plan: Plan,
    began: Instant,
    server: Option<Server>,
    place: Option<Place>,
    life: usize,
    phase: watch::Sender<Phase>,
    rested: mpsc::UnboundedReceiver<()>,
    actors: usize,
    tasks: JoinSet<()>,
    companies: u64,
    faults: Arc<Mutex<Vec<String>>>,
    samples: Arc<Mutex<Vec<Sample>>>,
    watched: Arc<Watched>,
    report: Report,
    bar: ProgressBar,
    json: Option<PathBuf>,
}

/// Whom the sampling looks at.
#[derive(Debug, Default)]
struct Watched {
    pid: AtomicU32,
    life: AtomicU32,
    is_over: AtomicBool,
    folder: Mutex<PathBuf>,
}

#[test]
fn memory_stays_flat_and_descriptors_come_back_and_the_log_is_without_a_complaint() {
    let minutes = asked("NUDGE_SOAK");
    let plan = minutes.map_or_else(Plan::short, Plan::long);
    let seed = seed();
    println!("NUDGE_SEED={seed}");
    let runtime = runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let json = env::var_os("NUDGE_SOAK_JSON").map(PathBuf::from);
    let faults = runtime.block_on(async {
        let mut soak = Soak::begin(plan, Dice::new(seed), json).await;
        soak.run().await;
        soak.end().await
    });
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

impl Soak {
    async fn begin(plan: Plan, mut dice: Dice, json: Option<PathBuf>) -> Self {
        let server =
            tokio::task::spawn_blocking(|| place::start(tempfile::tempdir().unwrap())).await.unwrap();
        let place = Place::of(&server).await;
        let bar = if plan.is_long { ProgressBar::new(plan.seconds()) } else { ProgressBar::hidden() };
        bar.set_style(ProgressStyle::with_template("{elapsed} {wide_bar} {duration} {msg}").unwrap());
        bar.set_message("making accounts");
        let actors = actor::cast(&plan, &server, &place, &mut dice).await;
        let (phase, seen) = watch::channel(Phase::Between);
        let (resting, rested) = mpsc::unbounded_channel();
        let faults = Arc::<Mutex<Vec<String>>>::default();
        let began = Instant::now();
        let report = Report::new(&server.nudge(&["--version"]).done(), plan.clone());
        let companies = u64::try_from(plan.companies).unwrap();
        let mut soak = Self {
            plan,
            began,
            server: None,
            place: None,
            life: 0,
            phase,
            rested,
            actors: actors.len(),
            tasks: JoinSet::new(),
            companies,
            faults: Arc::clone(&faults),
            samples: Arc::default(),
            watched: Arc::default(),
            report,
            bar,
            json,
        };
        let done = soak.report.done();
        for actor in actors {
            let (seen, resting) = (seen.clone(), resting.clone());
            soak.tasks.spawn(actor.live(seen, resting, Arc::clone(&faults), Arc::clone(&done), began));
        }
        soak.all_rested().await;
        soak.lives(server).await;
        soak.look();
        soak
    }

    /// Looks at the server from time to time.
    fn look(&self) {
        let (watched, samples, began) = (Arc::clone(&self.watched), Arc::clone(&self.samples), self.began);
        thread::spawn(move || {
            while !watched.is_over.load(Ordering::SeqCst) {
                let pid = watched.pid.load(Ordering::SeqCst);
                let life = usize::try_from(watched.life.load(Ordering::SeqCst)).unwrap();
                let folder = watched.folder.lock().unwrap().clone();
                if pid != 0 {
                    let sample = Sample::take(pid, &folder, began.elapsed().as_secs_f64(), life);
                    samples.lock().unwrap().extend(sample);
                }
                thread::sleep(EVERY);
            }
        });
    }

    /// A server has begun.
    async fn lives(&mut self, server: Server) {
        self.life += 1;
        self.place = Some(Place::of(&server).await);
        *self.watched.folder.lock().unwrap() = server.folder().to_owned();
        self.watched.life.store(u32::try_from(self.life).unwrap(), Ordering::SeqCst);
        self.watched.pid.store(server.pid(), Ordering::SeqCst);
        self.server = Some(server);
    }

    async fn run(&mut self) {
        for life in 0..self.plan.restarts {
            for _ in 0..self.plan.cycles {
                self.cycle().await;
            }
            let signal = if life % 2 == 0 { Signal::TERM } else { Signal::KILL };
            self.restart(signal).await;
        }
        let until = Duration::from_secs(self.plan.seconds());
        let mut cycles = 0;
        while cycles < LEAST || self.began.elapsed() + self.plan.busy < until {
            self.cycle().await;
            cycles += 1;
        }
    }

    /// Busy, and then a quiet moment.
    async fn cycle(&mut self) {
        let place = self.place.clone().unwrap();
        self.say(&format!("life {}, busy", self.life));
        self.phase.send_replace(Phase::Busy(place.clone()));
        sleep(self.plan.busy).await;
        self.say(&format!("life {}, quiet", self.life));
        self.phase.send_replace(Phase::Quiet(place.clone()));
        self.all_rested().await;
        self.floor(&place).await;
        self.keep();
    }

    /// What there is when only the first of each company are there.
    async fn floor(&mut self, place: &Place) {
        let due = Open { sessions: self.companies, connections: self.companies, ..Open::default() };
        let ended = Instant::now() + ENDING;
        let mut open = Open::default();
        while Instant::now() < ended {
            match Open::ask(place.ops).await {
                Ok(told) => open = told,
                Err(error) => self.fault(&format!("no metrics: {error:#}")),
            }
            if open == due {
                break;
            }
            sleep(Duration::from_millis(500)).await;
        }
        if open != due {
            self.fault(&format!("at a quiet moment {open:?} are open, not {due:?}"));
        }
        // The connection of the metrics has to go too.
        let mut looks = Vec::new();
        for _ in 0..3 {
            sleep(self.plan.settling).await;
            let server = self.server.as_ref().unwrap();
            let at = self.began.elapsed().as_secs_f64();
            looks.extend(Sample::take(server.pid(), server.folder(), at, self.life));
        }
        looks.sort_by_key(|sample| sample.resident_kib);
        let Some(mut floor) = looks.get(looks.len() / 2).copied() else {
            return self.fault("the server is not there at a quiet moment");
        };
        floor.descriptors = looks.iter().map(|look| look.descriptors).min().unwrap_or_default();
        self.report.floors.push(floor);
    }

    async fn restart(&mut self, signal: Signal) {
        let place = self.place.take().unwrap();
        // In the middle of everything. Who changes what is stored is told of its end only by a connection that ends, which
        // a server that is stopped does politely.
        self.phase.send_replace(Phase::Busy(place.clone()));
        sleep(self.plan.busy / 3).await;
        if signal == Signal::TERM {
            self.phase.send_replace(Phase::Ending(place.clone()));
            self.rested(self.actors - self.plan.companies).await;
        }
        let name = if signal == Signal::TERM { "SIGTERM" } else { "SIGKILL" };
        self.say(&format!("life {}, {name}", self.life));
        self.watched.pid.store(0, Ordering::SeqCst);
        place.life.killed.store(true, Ordering::SeqCst);
        let server = self.server.take().unwrap();
        let stopped = tokio::task::spawn_blocking(move || server.end(signal)).await.unwrap();
        if signal == Signal::TERM && stopped.code != Some(0) {
            self.fault(&format!("the server was stopped, and ended with {:?}", stopped.code));
        }
        self.report.restarts.push((self.began.elapsed().as_secs_f64(), name.to_owned()));
        self.phase.send_replace(Phase::Between);
        self.all_rested().await;
        let server = tokio::task::spawn_blocking(|| place::start(stopped.folder)).await.unwrap();
        self.lives(server).await;
    }

    async fn all_rested(&mut self) {
        self.rested(self.actors).await;
    }

    async fn rested(&mut self, count: usize) {
        for _ in 0..count {
            let rested = timeout(RESTING, self.rested.recv()).await;
            assert!(
                matches!(rested, Ok(Some(()))),
                "somebody does not come to rest: {:?}",
                self.faults.lock()
            );
        }
    }

    fn fault(&self, what: &str) {
        let at = self.began.elapsed().as_secs();
        self.faults.lock().unwrap().push(format!("{at} s, life {}: {what}", self.life));
    }

    fn say(&self, what: &str) {
        let faults = self.faults.lock().unwrap().len();
        let what = format!("{what}, {faults} faults");
        self.bar.set_position(self.began.elapsed().as_secs().min(self.plan.seconds()));
        self.bar.set_message(what.clone());
        if self.plan.is_long && self.bar.is_hidden() {
            println!("{:>6} s  {what}", self.began.elapsed().as_secs());
        }
    }

    /// Writes what there is so far, so that a soak that is broken off has told something.
    fn keep(&mut self) {
        let log =
            fs::read_to_string(self.watched.folder.lock().unwrap().join(place::LOG)).unwrap_or_default();
        self.report.complaints = complaints(&log).into_iter().map(str::to_owned).collect();
        self.report.samples.clone_from(&self.samples.lock().unwrap());
        self.report.faults.clone_from(&self.faults.lock().unwrap());
        if let Some(file) = &self.json {
            fs::write(file, self.report.json()).unwrap();
            fs::write(file.with_extension("log"), log).unwrap();
        }
    }

    /// Stops the server, and says what came of it all.
    async fn end(mut self) -> Vec<String> {
        self.phase.send_replace(Phase::Between);
        self.all_rested().await;
        self.phase.send_replace(Phase::Over);
        self.watched.is_over.store(true, Ordering::SeqCst);
        let server = self.server.take().unwrap();
        let stopped = tokio::task::spawn_blocking(move || server.end(Signal::TERM)).await.unwrap();
        if stopped.code != Some(0) {
            self.fault(&format!("the server was stopped, and ended with {:?}", stopped.code));
        }
        self.keep();
        self.report.took = self.began.elapsed().as_secs_f64();
        let verdicts = self.report.verdicts();
        self.report.faults.extend(verdicts);
        if let Some(file) = &self.json {
            fs::write(file, self.report.json()).unwrap();
        }
        self.bar.finish_and_clear();
        println!("{}", self.report.in_words());
        self.report.faults
    }
}
