use std::process::ExitCode;

/// What came out, a line for each way and engine.
#[derive(Default)]
pub struct Report {
    lines: Vec<(String, String)>,
    failed: usize,
}

impl Report {
    pub fn add(&mut self, name: String, line: String) {
        println!("torture: {name}: {line}");
        self.lines.push((name, line));
    }

    pub fn fail(&mut self, name: String, wrong: &str) {
        println!("torture: {name}: FAILED: {wrong}");
        self.lines.push((name, format!("FAILED: {wrong}")));
        self.failed += 1;
    }

    pub fn print(self) -> ExitCode {
        println!("\nsummary");
        for (name, line) in &self.lines {
            println!("  {name:<22} {line}");
        }
        if self.failed == 0 {
            println!("torture: everything held");
            return ExitCode::SUCCESS;
        }
        println!("torture: {} of {} failed", self.failed, self.lines.len());
        ExitCode::FAILURE
    }
}
