#!/usr/bin/python3
"""program_test.py PATH_TO_COGOV SOURCE_DIR [-k substring]: does the program keep its promises to those who use it?

Runs it on small scenarios in a temporary folder: what it says about mistakes, what it leaves behind when something goes
wrong, that results do not hang on the machine, and that what it prints and writes can be read.
"""
import csv
import glob
import io
import json
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest

import h5py
import numpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
import h5same  # noqa: E402
from harness import (Case, HEAD, HERE, NEVER, POLICY, SHORT, SMALL, YEAR, Result, cogov, line_of, on_screen,  # noqa: E402
                     read, write)

# ----------------------------------------------------------------------------------------------------------- mistakes

# name of the behaviour: (scenario, mark in the line that is at fault or None, words of the sentence)
SCENARIO_MISTAKES = {
    "text_without_quotes": (HEAD + "title = Boli\n", "title = Boli", []),
    "quote_that_is_not_closed": (HEAD + 'title = "Boli\n', 'title = "Boli', []),
    "heading_that_is_not_closed": (HEAD + "[arms.base\n", "[arms.base", []),
    "line_without_value": (HEAD + "seed =\n", "seed =", []),
    "key_said_twice": (HEAD + "weeks = 5\n", "weeks = 5", ["weeks"]),
    "table_said_twice": (HEAD + "[arms.base]\n[arms.other]\n[arms.base]# again\n", "# again", ["base"]),
    "chinese_key_without_quotes": (HEAD + "周数 = 4\n", "周数", ["quotes"]),
    "chinese_comma_in_array": (HEAD + POLICY + 'level = 1\ntargets = ["东风"，"和平"]\n', "targets", ["write ,"]),
    "scenario_that_is_not_utf8": (HEAD.encode() + '# 勃利\n'.encode("gbk"), "# ", ["not UTF-8"]),
    "unknown_key": (HEAD + "weks = 4\n", "weks", ["unknown key 'weks'", "did you mean 'weeks'"]),
    "unknown_key_of_arm": (HEAD + "[arms.base]\ntitel = 'x'\n", "titel",
                           ["unknown key 'titel'", "arm 'base'", "did you mean 'title'"]),
    "unknown_key_of_policy": (HEAD + POLICY + "level = 1\nstrat = 2\n", "strat",
                              ["unknown key 'strat'", "did you mean 'start'"]),
    "unknown_key_of_emergency": (HEAD + "[[emergencies]]\nstart = 0\nweeks = 1\nend = 2\n", "end = 2",
                                 ["unknown key 'end'"]),
    "unknown_parameter": (HEAD + "[parameters]\nadmin_shar = 0.5\n", "admin_shar",
                          ["admin_shar", "did you mean 'admin_share'"]),
    "parameter_out_of_range": (HEAD + "[parameters]\nadmin_share = 1.5\n", "admin_share = 1.5",
                               ["admin_share 1.5 is out of range", "0 to"]),
    "parameter_of_wrong_type": (HEAD + '[parameters]\nadmin_share = "half"\n', "admin_share =",
                                ["admin_share must be a number", "found the text 'half'"]),
    "parameter_nan": (HEAD + "[parameters]\nadmin_share = nan\n", "admin_share = nan", ["admin_share", "nan"]),
    "parameter_inf": (HEAD + "[parameters]\nadmin_share = inf\n", "admin_share = inf", ["admin_share", "inf"]),
    "parameters_that_are_no_table": (HEAD + "parameters = 3\n", "parameters = 3", ["parameters must be a table"]),
    "bands_upside_down": (HEAD + "[parameters]\nband_cut_middle = 59\nband_cut_older = 55\n", "band_cut_middle",
                          ["band_cut_middle 59 must be less than band_cut_older 55"]),
    "cost_below_zero": (HEAD + "[costs]\nadmin_relief = -1\n", "admin_relief = -1", ["admin_relief -1", "0 to 1000000000"]),
    "cost_that_makes_sums_infinite": (HEAD + "[costs]\nadmin_relief = 1e308\n", "admin_relief = 1e308",
                                      ["admin_relief 1e+308 is out of range", "0 to 1000000000"]),
    "cost_of_unknown_lever": (HEAD + "[costs]\nadmin_releif = 1\n", "admin_releif", ["did you mean 'admin_relief'"]),
    "weeks_as_text": (HEAD.replace("weeks = 4", 'weeks = "4"'), 'weeks = "4"',
                      ["weeks must be a whole number", "1 to 5200", "found the text '4'"]),
    "weeks_that_are_no_whole_number": (HEAD.replace("weeks = 4", "weeks = 4.5"), "weeks = 4.5", ["whole number", "4.5"]),
    "weeks_as_date": (HEAD.replace("weeks = 4", "weeks = 2024-01-01"), "weeks = 2024", []),
    "weeks_0": (HEAD.replace("weeks = 4", "weeks = 0"), "weeks = 0", ["weeks 0 is out of range", "1 to 5200"]),
    "burn_in_below_zero": (HEAD.replace("burn_in = 2", "burn_in = -1"), "burn_in = -1", ["burn_in -1", "0 to 5200"]),
    "replicates_0": (HEAD.replace("replicates = 2", "replicates = 0"), "replicates = 0",
                     ["replicates 0 is out of range", "1 to 1000000"]),
    "seed_below_zero": (HEAD + "seed = -1\n", "seed = -1", ["seed -1 is out of range"]),
    "seed_too_large": (HEAD + "seed = 99999999999999999999\n", "seed = 9", []),
    "demography_maybe": (HEAD + 'demography = "maybe"\n', "demography", ['"on" or "off"', "'maybe'"]),
    "unknown_model": (HEAD + 'model = "particpation"\n', "model",
                      ["unknown model 'particpation'", "did you mean 'participation'"]),
    "unknown_lever": (HEAD + POLICY.replace("admin_relief", "admin_releif") + "level = 1\n", "admin_releif",
                      ["unknown lever 'admin_releif'", "did you mean 'admin_relief'"]),
    "unknown_chinese_lever": (HEAD + POLICY.replace("admin_relief", "行政减付") + "level = 1\n", "行政减付",
                              ["unknown lever '行政减付'", "did you mean '行政减负'"]),
    "policy_without_lever": (HEAD + "[arms.base]\n[arms.x]\n[[arms.x.policies]]\nlevel = 1\n", "[[arms.x.policies]]",
                             ["arm 'x' has no lever"]),
    "policy_without_level": (HEAD + POLICY, "[[arms.x.policies]]", ["has no level", "share of the load cleared"]),
    "level_out_of_range": (HEAD + POLICY + "level = 1.5\n", "level = 1.5",
                           ["level 1.5 is out of range", "share of the load cleared", "0 to 1"]),
    "policies_under_single_brackets": (HEAD + "[arms.base]\n[arms.x.policies]\nlever = 'points'\n", "policies]",
                                       ["double brackets", "[[arms.x.policies]]"]),
    "quote_that_is_not_closed_in_an_array": (HEAD + POLICY + 'level = 1\ntargets = ["Heping, "Dongfeng"]\n', "targets",
                                             ["close the quote where the text should end"]),
    "percentage": (HEAD + POLICY + "level = 50%\n", "level = 50%", ["a share is written as a number: 0.5"]),
    "policy_keys_in_the_arm": (HEAD + "[arms.base]\n[arms.x]\nlever = 'points'\nlevel = 1\n", "lever = 'points'",
                               ["[[arms.x.policies]]"]),
    "key_of_the_scenario_below_a_heading": (HEAD.replace("weeks = 4\n", "") + POLICY + "level = 1\nweeks = 4\n", "weeks = 4",
                                            ["a key of the scenario itself"]),
    "scenario_that_is_a_workbook": (b"PK\x03\x04" + HEAD.encode(), None, ["a workbook (.xlsx, .ods)"]),
    "scenario_in_utf_16": (HEAD.encode("utf-16"), None, ["text in UTF-16"]),
    "unknown_target": (HEAD + POLICY + 'level = 1\ntargets = ["Hepin"]\n', "targets",
                       ["unknown subdistrict or community 'Hepin'", "did you mean 'Heping'"]),
    "target_named_twice": (HEAD + POLICY + 'level = 1\ntargets = ["Heping", "Heping"]\n', "targets",
                           ["'Heping' is named twice"]),
    "target_named_in_both_languages": (HEAD + POLICY + 'level = 1\ntargets = ["Heping", "和平"]\n', "targets",
                                       ["'Heping'", "'和平'", "the same place"]),
    "no_targets": (HEAD + POLICY + "level = 1\ntargets = []\n", "targets", ["targets is empty"]),
    "target_that_is_a_number": (HEAD + POLICY + "level = 1\ntargets = [3]\n", "targets", ["in quotes"]),
    "targets_that_are_one_text": (HEAD + POLICY + 'level = 1\ntargets = "Heping"\n', "targets",
                                  ["targets must be an array"]),
    "policy_end_before_start": (HEAD + POLICY + "level = 1\nstart = 3\nend = 2\n", "end = 2",
                                ["end 2 must come after start 3"]),
    "policy_start_after_the_run": (HEAD + POLICY + "level = 1\nstart = 4\n", "start = 4", ["after the run", "3"]),
    "policy_start_below_zero": (HEAD + POLICY + "level = 1\nstart = -1\n", "start = -1", ["start -1 is out of range"]),
    "sustain_above_1": (HEAD + POLICY + "level = 1\nsustain = 1.5\n", "sustain", ["sustain 1.5 is out of range", "0 to 1"]),
    "half_life_0": (HEAD + POLICY + "level = 1\nhalf_life = 0\n", "half_life", ["half_life must be more than 0"]),
    "ramp_below_zero": (HEAD + POLICY + "level = 1\nramp = -2\n", "ramp", ["ramp -2 is out of range"]),
    "overlapping_emergencies": (
        HEAD + "[[emergencies]]\nstart = 0\nweeks = 2\n[[emergencies]]\nstart = 1\nweeks = 2\n", "start = 1",
        ["weeks 1 to 2", "overlaps", "weeks 0 to 1"]),
    "emergency_of_arm_that_overlaps_a_common_one": (
        HEAD + "[[emergencies]]\nstart = 0\nweeks = 2\n[arms.base]\n[[arms.base.emergencies]]\nstart = 1\nweeks = 2\n",
        "start = 1", ["overlaps"]),
    "emergency_that_never_comes": (HEAD + "[[emergencies]]\nstart = 4\nweeks = 2\n", "start = 4", ["never comes"]),
    "emergency_before_the_run": (HEAD + "[[emergencies]]\nstart = -3\nweeks = 2\n", "start = -3", ["before the run"]),
    "emergency_without_weeks": (HEAD + "[[emergencies]]\nstart = 0\n", "[[emergencies]]", ["no weeks"]),
    "missing_include": ('include = "nowhere.toml"\n' + HEAD, "include", ["nowhere.toml", "no such file"]),
    "include_of_itself": ('include = "bad.toml"\n' + HEAD, "include", ["bad.toml"]),
    "include_that_is_a_number": ("include = 3\n" + HEAD, "include", ["include"]),
    "no_population": ("weeks = 4\n", None, ["who lives there", "population ="]),
    "missing_population_folder": (HEAD.replace('"population"', '"peple"'), "peple", ["population", "peple' cannot be read: there is no such file or folder"]),
    "missing_population_file": (HEAD.replace('"population"', '"people.h5"'), "people.h5", ["people.h5' cannot be read"]),
    "population_that_is_a_csv": (HEAD.replace('"population"', '"population/care.csv"'), "care.csv",
                                 ["neither a folder", "nor a population file"]),
    "no_baseline": (HEAD + POLICY.replace("[arms.base]\n", "") + "level = 1\n", None, ["every arm has policies", "[arms.base]"]),
    "arms_empty": (HEAD + "[arms]\n", "[arms]", ["[arms] is empty"]),
    "arm_with_a_chinese_name": (HEAD + '[arms."减负"]\n', "减负", ["'减负' cannot be the name of an arm", "title"]),
    "arm_that_is_a_number": (HEAD + "[arms]\nbase = 3\n", "base = 3", ["arm 'base' must be a table"]),
}

# name: (file, change: bytes -> bytes or None to remove it, mark in the changed file or None, words)
def swap(old, new):
    def change(text):
        assert old in text, old
        return text.replace(old, new, 1)
    return change


CSV_MISTAKES = {
    "missing_column": ("age_sex.csv", swap("share", "shares"), "age_from", ["no column 'share'", "did you mean 'shares'"]),
    "column_twice": ("age_sex.csv", swap("age_to", "age_from"), "age_from", ["'age_from' appears twice"]),
    "bad_number": ("age_sex.csv", swap("0.00930", "0,9"), "0,9", ["5 cells", "4"]),
    "text_for_a_number": ("age_sex.csv", swap("0.00930", "few"), "few", ["share is 'few'", "number from 0 to 1"]),
    "empty_cell": ("age_sex.csv", swap("0.00930", ""), "18,19,male", ["share is empty"]),
    "nan": ("age_sex.csv", swap("0.00930", "nan"), "nan", ["share is 'nan'"]),
    "share_above_1": ("employment.csv", swap("0.360", "36.0"), "36.0", ["employed_share is '36.0'", "0 to 1"]),
    "shares_that_do_not_sum_to_1": ("age_sex.csv", swap("0.00930", "0.50930"), "0.50930", ["sum to 1.5", "must sum to 1"]),
    "household_shares_that_do_not_sum_to_1": ("households.csv", swap("0.0568", "0.9568"), "0.9568", ["must sum to 1"]),
    "community_named_twice": ("communities.csv", swap("Heping", "Dongfeng"), "Dongfeng,和平",
                              ["'Dongfeng' is already in line 2"]),
    "adults_0": ("communities.csv", swap("2100", "0"), "东风,0", ["adults is '0'"]),
    "half_an_adult": ("communities.csv", swap("2100", "2100.5"), "2100.5", ["adults is '2100.5'", "whole number"]),
    "more_households_than_adults": ("communities.csv", swap("1082", "9082"), "9082", ["more households than adults"]),
    "unknown_sex": ("care.csv", swap("female", "femal"), "femal,", ["sex is 'femal'", "did you mean 'female'"]),
    "gap_in_ages": ("age_sex.csv", swap("20,24,male", "21,24,male"), "21,24,male", ["leave a gap", "18-19"]),
    "overlap_of_ages": ("age_sex.csv", swap("20,24,male", "19,24,male"), "19,24,male", ["overlap", "18-19"]),
    "ages_swapped": ("age_sex.csv", swap("18,19,male", "19,18,male"), "19,18,male", ["swap them"]),
    "row_too_short": ("membership.csv", swap("18,24,male,0.038,0.990", "18,24,male,0.038"), "18,24,male,0.038",
                      ["4 cells", "5"]),
    "quote_never_closed": ("communities.csv", swap("Zhongxin,", '"Zhongxin,'), '"Zhongxin', ["never closed"]),
    "semicolons": ("care.csv", lambda text: text.replace(",", ";"), "age_from", ["separate columns by commas"]),
    "unknown_role": ("households.csv", swap("a:18-34", "zz:18-34"), "zz:18-34", ["zz"]),
    "rule_without_sense": ("households.csv", swap("p_male:0.60", "p_male:many"), "p_male:many", ["single_young"]),
    "death_rate_below_zero": ("demography.csv", swap("0.00039", "-0.1"), "-0.1", ["death_rate is '-0.1'"]),
    "missing_file": ("care.csv", None, None, ["no such file"]),
    "empty_file": ("care.csv", lambda text: "", None, ["empty"]),
    "header_alone": ("communities.csv", lambda text: text.split("\n")[0] + "\n", None, ["at least one community"]),
    "workbook": ("care.csv", lambda text: "PK\x03\x04" + text, None, ["a workbook", "CSV UTF-8"]),
    "file_in_utf_16": ("care.csv", lambda text: text.encode("utf-16"), None, ["UTF-16", "CSV UTF-8"]),
    "file_in_gbk": ("communities.csv", lambda text: text.encode("gbk"), 2, ["not UTF-8", "CSV UTF-8"]),
}

# name: (words of the command line after which SCENARIO is put in for None, words of the sentence)
COMMAND_MISTAKES = {
    "no_command": ([], ["subcommand"]),
    "unknown_command": (["rn", None], ["rn", "did you mean 'run'"]),
    "no_scenario": (["run"], ["SCENARIO"]),
    "missing_scenario": (["run", "nowhere.toml"], ["nowhere.toml", "no such file"]),
    "folder_for_a_scenario": (["run", "."], ["folder"]),
    "two_scenarios": (["run", None, "more.toml"], ["more.toml"]),
    "unknown_option": (["run", None, "--thread", "1"], ["--thread", "did you mean '--threads'"]),
    "unknown_option_with_equals": (["run", None, "--replicate=1"], ["--replicate", "did you mean '--replicates'"]),
    "key_as_option": (["run", None, "--population-seed", "2"], ["--population-seed", "did you mean '--set population_seed=2'?"]),
    "parameter_as_option": (["run", None, "--admin_share=0.3"], ["did you mean '--set parameters.admin_share=0.3'?"]),
    "lever_as_option": (["run", None, "--admin-relief", "1"], ["'--set arms.ARM.policies.admin_relief.level=1'?"]),
    "option_cut_short": (["run", None, "--out", "x.h5"], ["did you mean '--output'?"]),
    "option_that_takes_the_scenario": (["run", "--replicates", None], ["SCENARIO is required", "--replicates took"]),
    "scenario_for_a_command": ([None], ["unknown command", "did you mean 'cogov run "]),
    "further_argument": (["run", None, "more.toml"], ["cogov run: 'more.toml' was not expected: it takes SCENARIO"]),
    "scenario_for_results": (["compare", None], ["a scenario", "cogov run"]),
    "folder_of_a_scenario": (["check", "../town"], ["it is a folder; did you mean '../town/scenario.toml'?"]),
    "table_for_a_scenario": (["check", "../town/population/care.csv"], ["it is a table (CSV)"]),
    "set_a_whole_policy": (["run", None, "--set", "arms.relief.policies.admin_relief=1"],
                           ["say which of them, as in arms.relief.policies.admin_relief.level"]),
    "set_a_level_of_an_arm": (["run", None, "--set", "arms.relief.level=1"],
                              ["did you mean 'arms.relief.policies.admin_relief.level'?"]),
    "results_as_csv": (["run", None, "-o", "out.csv"], ["results are an HDF5 file", "out.h5", "cogov export out.h5 -o out"]),
    "results_as_workbook": (["run", None, "-o", "out.XLSX"], ["name it out.h5", "cogov export"]),
    "results_as_json": (["sweep", None, "-o", "out.json"], ["name it out.h5", "--format json"]),
    "results_as_page": (["run", None, "-o", "out.html"], ["name it out.h5", "cogov report"]),
    "shards_joined_as_csv": (["merge", "out.csv", "x.h5"], ["cogov merge out.csv", "name it out.h5"]),
    "population_as_csv": (["synth", None, "-o", "out.csv"], ["ends in .h5", "name it out.h5"]),
    "population_that_no_scenario_knows": (["synth", None, "-o", "out.hdf5"], ["ends in .h5"]),
    "trace_as_csv": (["run", None, "--trace", "t.csv"], ["a trace is an HDF5 file; name it t.h5"]),
    "tables_into_a_file": (["export", "x.h5", "-o", "out.csv"], ["name the folder out"]),
    "new_scenario_as_a_file": (["new", "out.toml"], ["is a folder with its tables; name the folder out"]),
    "option_without_value": (["run", None, "-o"], ["--output"]),
    "set_without_equals": (["run", None, "--set", "weeks"], ["--set weeks", "KEY=VALUE"]),
    "set_without_key": (["run", None, "--set", "=3"], ["--set =3", "KEY=VALUE"]),
    "set_unknown_key": (["run", None, "--set", "weks=1"], ["unknown key 'weks'", "did you mean 'weeks'"]),
    "set_unknown_parameter": (["run", None, "--set", "parameters.admin_shar=1"],
                              ["unknown key 'admin_shar'", "did you mean 'admin_share'"]),
    "set_unknown_arm": (["run", None, "--set", "arms.releif.policies.admin_relief.level=1"],
                        ["releif", "did you mean 'relief'"]),
    "set_unknown_policy": (["run", None, "--set", "arms.relief.policies.admin_relef.level=1"],
                           ["admin_relef", "did you mean 'admin_relief'"]),
    "set_policy_that_is_not_there": (["run", None, "--set", "arms.relief.policies[7].level=1"], ["policies[7]", "has 1"]),
    "set_out_of_range": (["run", None, "--set", "replicates=0"], ["command line", "replicates 0 is out of range"]),
    "set_nothing": (["run", None, "--set", "weeks="], ["weeks must be a whole number"]),
    "set_half_a_text": (["run", None, "--set", 'title="x'], ["title"]),
    "threads_x": (["run", None, "--threads", "x"], ["--threads x", "whole number from 1"]),
    "threads_0": (["run", None, "--threads", "0"], ["--threads 0", "from 1"]),
    "memory_8Q": (["run", None, "--memory", "8Q"], ["--memory 8Q", "500M or 8G"]),
    "memory_without_a_unit": (["run", None, "--memory", "10"], ["would be 10 bytes", "10G for gigabytes"]),
    "memory_of_no_run": (["run", None, "--memory", "10K"], ["too little", "500M or 8G"]),
    "memory_below_zero": (["run", None, "--memory", "-8G"], ["--memory -8G", "500M or 8G"]),
    "memory_8Q_for_synth": (["synth", None, "--memory", "8Q"], ["not expected", "--memory"]),
    "lanes_3": (["run", None, "--lanes", "3"], ["--lanes 3", "1 or 16"]),
    "lanes_3_for_synth": (["synth", None, "--lanes", "3"], ["not expected", "--lanes"]),
    "instruction_set_foo": (["run", None, "--instruction-set", "foo"], ["--instruction-set foo", "this machine has"]),
    "format_foo": (["run", None, "--format", "foo"], ["--format", "'foo'", "text, csv, json"]),
    "format_near_miss": (["run", None, "--format", "jsn"], ["'jsn'", "did you mean 'json'"]),
    "weeks_minus_1": (["run", None, "--weeks", "-1"], ["--weeks -1", "whole number"]),
    "weeks_0": (["run", None, "--weeks", "0"], ["weeks 0 is out of range", "1 to 5200"]),
    "weeks_empty": (["run", None, "--weeks", ""], ["--weeks"]),
    "replicates_x": (["run", None, "--replicates", "x"], ["--replicates x", "whole number"]),
    "burn_in_too_long": (["run", None, "--burn-in", "100000"], ["burn_in 100000", "0 to 5200"]),
    "seed_too_large": (["run", None, "--seed", "99999999999999999999"], ["--seed 99999999999999999999"]),
    "missing_population": (["run", None, "--population", "nowhere"], ["population 'nowhere' cannot be read"]),
    "describe_unknown_kind": (["describe", "paramter"], ["paramter", "did you mean 'parameter'"]),
    "describe_unknown_parameter": (["describe", "parameter", "admin_shar"], ["admin_shar", "did you mean 'admin_share'"]),
    "describe_unknown_lever": (["describe", "lever", "venus"], ["venus", "did you mean 'venues'"]),
    "describe_unknown_model": (["describe", "lever", "--model", "particpation"], ["did you mean 'participation'"]),
    "describe_unknown_format": (["describe", "lever", "--format", "csv"], ["'csv'", "text, json, markdown"]),
    "export_without_folder": (["export", "x.h5"], ["--output"]),
    "export_of_missing_file": (["export", "x.h5", "-o", "tables"], ["x.h5", "no such file"]),
    "export_of_a_scenario": (["export", None, "-o", "tables"], ["scenario.toml", "not an HDF5 file"]),
    "check_of_missing_file": (["check", "nowhere.toml"], ["nowhere.toml", "no such file"]),
}


class ScenarioMistakes(Case):
    """Each: status 2, the place and the sentence on stderr, nothing on stdout, nothing left behind."""

    def one(self, text, mark, words):
        path = os.path.join(self.town, "bad.toml")
        write(path, text)
        done = cogov("run", path, "-o", "r.h5", cwd=self.here)
        place = path + ":" + (f"{line_of(text, mark)}:" if mark else "")
        self.refused(done, place, *words)
        self.leaves()
        self.assertEqual(sorted(os.listdir(self.town)), ["bad.toml", "population", "scenario.toml"])

    def test_many_mistakes_in_one_file_are_all_listed(self):
        text = (HEAD.replace("weeks = 4", "weeks = 0") + 'weks = 3\n[parameters]\nadmin_share = 7\nb_socal = 1\n' +
                POLICY + 'level = 2\ntargets = ["Hepin"]\nsustain = 2\n')
        path = write(os.path.join(self.here, "many.toml"), text.replace('"population"', f'"{self.town}/population"'))
        for command in ("run", "check"):
            done = cogov(command, path, cwd=self.here)
            marks = ["weeks = 0", "weks = 3", "admin_share = 7", "b_socal = 1", "level = 2", "targets", "sustain = 2"]
            self.refused(done, *[f"{path}:{line_of(text, mark)}:" for mark in marks])
            self.assertEqual(len(re.findall(r"^\S+many\.toml:\d+:\d+: ", done.err, re.M)), len(marks), done)
        self.leaves("many.toml")

    def test_mistakes_of_scenario_and_tables_are_listed_together(self):
        shutil.copytree(os.path.join(self.town, "population"), os.path.join(self.here, "population"))
        for name in ("care.csv", "employment.csv"):
            path = os.path.join(self.here, "population", name)
            write(path, read(path).replace(b"female", b"femal"))
        path = write(os.path.join(self.here, "bad.toml"), HEAD + "weks = 1\n")
        done = cogov("run", path, "-o", "r.h5", cwd=self.here)
        self.refused(done, "bad.toml:5:", "care.csv:2:", "employment.csv:")
        self.assertLess(done.err.index("bad.toml"), done.err.index("care.csv"), "the scenario comes first")
        self.leaves("bad.toml", "population")

    def test_of_very_many_mistakes_some_are_told_and_the_others_counted(self):
        names = ", ".join(f'"Hepin{n}"' for n in range(50000))
        path = write(os.path.join(self.town, "bad.toml"), HEAD + "weks = 1\n" + POLICY + f"level = 2\ntargets = [{names}]\n")
        done = cogov("check", path, cwd=self.here)
        self.refused(done, "unknown subdistrict or community 'Hepin0'; did you mean", "and 49982 more; mend these first\n")
        self.assertEqual(len(re.findall(r"^\S+bad\.toml:\d+:\d+: ", done.err, re.M)), 20, done)

    def test_mistakes_of_one_file_hide_none_of_another(self):
        shutil.copytree(os.path.join(self.town, "population"), os.path.join(self.here, "population"))
        for name in ("age_sex.csv", "care.csv", "employment.csv", "demography.csv", "membership.csv"):
            path = os.path.join(self.here, "population", name)
            write(path, read(path).replace(b"male", b"mael"))
        path = write(os.path.join(self.here, "bad.toml"), HEAD + "weks = 1\n")
        self.refused(cogov("check", path, cwd=self.here), "bad.toml:5:", "unknown key 'weks'", "care.csv:2:", "membership.csv:2:")

    def test_devices_are_not_read(self):
        device = "it is a device; name a file or a pipe"
        for name, text in (("include.toml", 'include = "/dev/zero"\n'), ("points.toml", HEAD + POLICY + 'level = 0.5\n[design]\n'
                           'kind = "points"\nfile = "/dev/zero"\n')):
            path = write(os.path.join(self.here, name), text.replace('"population"', f'"{self.town}/population"'))
            self.refused(cogov("check", path, cwd=self.here), device)
        self.refused(cogov("check", "/dev/zero", cwd=self.here), device)
        shutil.copytree(os.path.join(self.town, "population"), os.path.join(self.here, "population"))
        os.remove(os.path.join(self.here, "population", "care.csv"))
        os.symlink("/dev/zero", os.path.join(self.here, "population", "care.csv"))
        self.refused(cogov("check", self.scenario, "--population", "population", cwd=self.here), "care.csv: " + device)

    def test_pipes_are_read(self):
        done = subprocess.run(["bash", "-c", f"'{harness.COGOV}' check <(cat '{self.scenario}') --population '{self.town}/population'"],
                              cwd=self.here, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done)

    def test_line_itself_is_shown_with_a_mark_under_the_place(self):
        path = write(os.path.join(self.town, "bad.toml"), HEAD + 'title_zh = "勃利"\nweks = 4\n')
        done = cogov("check", path, cwd=self.here)
        self.refused(done, "bad.toml:6:1:")
        lines = done.err.split("\n")
        at = next(i for i, line in enumerate(lines) if line.endswith("weks = 4"))
        self.assertEqual(lines[at + 1].index("^"), lines[at].index("weks"), done)

    def test_include_cycle_names_its_files(self):
        for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
            write(os.path.join(self.here, name + ".toml"), f'include = "{other}.toml"\n')
        done = cogov("run", "a.toml", "-o", "r.h5", cwd=self.here)
        self.refused(done, "c.toml:1:", "a.toml")
        self.leaves("a.toml", "b.toml", "c.toml")

    def test_mistake_in_included_file_is_told_with_its_own_place(self):
        write(os.path.join(self.here, "base.toml"), f'population = "{self.town}/population"\n\nweks = 3\n')
        write(os.path.join(self.here, "top.toml"), 'include = "base.toml"\n')
        self.refused(cogov("run", "top.toml", "-o", "r.h5", cwd=self.here), "base.toml:3:", "unknown key 'weks'")

    def test_check_says_what_run_says(self):
        path = write(os.path.join(self.town, "bad.toml"), HEAD + POLICY + "level = 3\nstrat = 1\n")
        runs, checks = (cogov(command, path, cwd=self.here) for command in ("run", "check"))
        self.refused(checks)
        self.assertEqual(runs.err, checks.err)


class Remarks(Case):
    """What is right and yet hardly meant: told on stderr, and the command goes on."""
    TOP = ('include = "scenario.toml"\nweeks = 4\nburn_in = 2\nreplicates = 3\n[[arms.relief.policies]]\nlever = "emergency_plan"\n'
           'level = 1\n')

    def setUp(self):
        super().setUp()
        shutil.copytree(self.town, os.path.join(self.here, "own"))
        self.top = write(os.path.join(self.here, "own", "top.toml"), self.TOP)

    def test_check_and_run_tell_them_with_their_place(self):
        for command in (["check"], ["run", "-o", "r.h5"]):
            done = self.run_well(command[0], self.top, *command[1:])
            self.assertIn("top.toml:5:1: remark: arm 'relief' does something else here than in", done.err)
            self.assertIn('title = "Half of the administrative load cleared"', done.err)
            self.assertIn("top.toml:5:1: remark: policy 'emergency_plan' of arm 'relief' can change nothing", done.err)
            self.assertIn("    5 | [[arms.relief.policies]]\n", done.err)
        self.assertEqual(self.run_well("run", self.top, "-o", "r.h5", "--force", "--quiet").err, "")
        self.assertEqual(self.run_well("check", self.scenario).err, "")

    def test_an_arm_that_changed_nothing_is_told_beside_the_differences(self):
        told = self.run_well("run", self.top, "-o", "r.h5", "--quiet").out
        same = "Arm 'relief' is the same as 'base' in every run, to the last bit"
        self.assertIn(same, told)
        self.assertNotIn("Arm 'evenings' is the same", told)
        self.assertIn(same, self.run_well("compare", "r.h5").out)
        with harness.editing(os.path.join(self.here, "r.h5")) as file:   # one number of one run is another
            arm = list(file["arm_index"][:]).index(1)
            for name in ("participants", "summary/participants"):
                file[name][arm, ..., 0] = file[name][arm, ..., 0] + 1
        self.assertNotIn(same, self.run_well("compare", "r.h5").out)


class CsvMistakes(Case):
    def one(self, name, change, mark, words):
        folder = os.path.join(self.here, "population")
        shutil.copytree(os.path.join(self.town, "population"), folder)
        path = os.path.join(folder, name)
        place = path + ":"
        if change is None:
            os.remove(path)
        else:
            text = change(read(path).decode("utf-8"))
            write(path, text)
            if mark is not None:
                place = f"{path}:{mark if isinstance(mark, int) else line_of(text, mark)}:"
        done = cogov("run", self.scenario, "--population", folder, "-o", "r.h5", cwd=self.here)
        self.refused(done, place, *words)
        self.leaves("population")


class CommandMistakes(Case):
    def one(self, words, said):
        done = cogov(*[self.scenario if word is None else word for word in words], cwd=self.here)
        self.refused(done, *said)
        self.leaves()


def add_mistakes():
    for kind, mistakes in ((ScenarioMistakes, SCENARIO_MISTAKES), (CsvMistakes, CSV_MISTAKES),
                           (CommandMistakes, COMMAND_MISTAKES)):
        for name, details in mistakes.items():
            def test(self, details=details):
                self.one(*details)
            setattr(kind, f"test_{name}_is_refused", test)


add_mistakes()


# -------------------------------------------------------------------------------------------------------------- files

class Files(Case):
    """What is left where, when things go well and when they do not."""

    def test_results_file_is_the_only_thing_left(self):
        self.run_well("run", self.scenario, "-o", "r.h5", *SMALL)
        self.leaves("r.h5")

    def test_results_file_has_the_scenarios_name_when_none_is_given(self):
        self.run_well("run", self.scenario, *SMALL)
        self.leaves("scenario.h5")

    def test_existing_results_are_kept_without_force(self):
        write(os.path.join(self.here, "r.h5"), "precious")
        self.refused(cogov("run", self.scenario, "-o", "r.h5", *SMALL, cwd=self.here), "r.h5", "exists", "--force")
        self.assertEqual(read(os.path.join(self.here, "r.h5")), b"precious")
        self.leaves("r.h5")

    def test_existing_results_are_replaced_with_force(self):
        path = os.path.join(self.here, "r.h5")
        self.run_well("run", self.scenario, "-o", "r.h5", *SMALL)
        before = read(path)
        for old in (before, before[:len(before) // 2], b""):   # whole, damaged, empty
            write(path, old)
            self.run_well("run", self.scenario, "-o", "r.h5", "--force", "--seed", "77", *SMALL)
            with h5py.File(path) as file:
                self.assertIn("participants", file)
            self.assertNotEqual(read(path), old)
            self.leaves("r.h5")

    def test_existing_population_file_is_kept_without_force(self):
        path = write(os.path.join(self.here, "p.h5"), "precious")
        self.refused(cogov("synth", self.scenario, "-o", "p.h5", cwd=self.here), "p.h5", "exists", "--force")
        self.refused(cogov("synth", self.scenario, "-o", "p.h5", "--force", cwd=self.here), "p.h5 is not a population file")
        self.assertEqual(read(path), b"precious")
        os.remove(path)
        self.run_well("synth", self.scenario, "-o", "p.h5", "--quiet")
        people = read(path)
        self.refused(cogov("synth", self.scenario, "-o", "p.h5", cwd=self.here), "exists", "--force")
        self.refused(cogov("synth", self.scenario, "-o", "p.h5", "--force", "--seed", "2", cwd=self.here), "--seed")
        self.run_well("synth", self.scenario, "-o", "p.h5", "--force", "--quiet", "--set", "population_seed=2")
        self.assertNotEqual(read(path), people)
        self.leaves("p.h5")

    def test_trace_is_written_over_traces_alone(self):
        self.run_well("run", self.scenario, "-o", "r.h5", *SMALL, "--quiet")
        results = read(os.path.join(self.here, "r.h5"))
        for more in (["--resume"], ["--force"]):
            done = cogov("run", self.scenario, "-o", "o.h5", *SMALL, *more, "--trace", "r.h5", cwd=self.here)
            self.refused(done, "r.h5 is not a trace file")
        self.assertEqual(read(os.path.join(self.here, "r.h5")), results)
        for _ in range(2):   # a trace may be made again
            self.run_well("run", self.scenario, "-o", "r.h5", *SMALL, "--quiet", "--resume", "--trace", "t.h5")
        self.leaves("r.h5", "t.h5")

    def test_empty_name_of_output_is_refused(self):
        for command in ("run", "sweep", "synth"):
            self.refused(cogov(command, self.scenario, "-o", "", cwd=self.here), "--output", "is empty")
        self.leaves()

    def test_folder_for_results_is_refused(self):
        os.mkdir(os.path.join(self.here, "r.h5"))
        for force in ([], ["--force"]):
            done = cogov("run", self.scenario, "-o", "r.h5", *force, *SMALL, cwd=self.here)
            self.assertIn(done.code, (1, 2), done)
            self.refused(done, "r.h5", code=done.code)
        self.leaves("r.h5")

    def test_folder_that_cannot_be_written_to_is_told(self):
        done = cogov("run", self.scenario, "-o", "/proc/nothing.h5", *SMALL, cwd=self.here)
        self.refused(done, "/proc/nothing", code=1)

    def test_name_that_is_too_long_is_told(self):
        name = 300 * "n"
        for words in (["run", self.scenario, "-o", name + ".h5", *SMALL], ["synth", self.scenario, "-o", name + ".h5", "--quiet"]):
            done = cogov(*words, cwd=self.here)
            self.refused(done, "too long", "choose a shorter name", code=1)
        self.refused(cogov("check", name, cwd=self.here), "cannot be read: File name too long")
        self.refused(cogov("compare", name, cwd=self.here), "cannot be read: File name too long")
        self.leaves()

    def test_folder_that_does_not_exist_is_told(self):
        done = cogov("run", self.scenario, "-o", "nowhere/r.h5", *SMALL, cwd=self.here)
        self.refused(done, "nowhere", "create", code=1)
        self.leaves()

    def test_synth_to_a_folder_that_does_not_exist_is_told(self):
        done = cogov("synth", self.scenario, "-o", "nowhere/p.h5", "--quiet", cwd=self.here)
        self.refused(done, "nowhere", "does not exist", code=1)
        self.leaves()

    def test_read_only_folder_is_told(self):
        folder = os.path.join(self.here, "locked")
        os.mkdir(folder)
        os.chmod(folder, 0o555)
        if os.access(folder, os.W_OK):
            self.skipTest("this user may write everywhere")
        done = cogov("run", self.scenario, "-o", "locked/r.h5", *SMALL, cwd=self.here)
        os.chmod(folder, 0o755)
        self.refused(done, "locked", "ermission", code=1)
        self.assertEqual(os.listdir(folder), [])

    def full_disk(self, size, *words):
        disk = os.path.join(self.here, "disk")
        os.mkdir(disk)
        mounted = os.geteuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], capture_output=True).returncode == 0
        if not mounted:
            self.skipTest("cannot mount a small disk here")
        try:
            done = cogov(*words, cwd=self.here)
            self.refused(done, "disk/", "are free", "make room", code=1)
            self.assertFalse(os.path.exists(os.path.join(disk, "r.h5")), os.listdir(disk))
            return done, os.listdir(disk)
        finally:
            subprocess.run(["umount", disk], check=True)

    def test_disk_that_is_full_for_the_runs_is_told(self):
        done, left = self.full_disk("160k", "run", self.scenario, "-o", "disk/r.h5", *SMALL)
        self.assertIn("nothing has been stored yet", done.err)

    def test_disk_that_is_full_for_the_joined_file_keeps_the_runs(self):
        done, left = self.full_disk("1600k", "run", self.scenario, "-o", "disk/r.h5", *SMALL)
        self.assertIn("6 of 6 runs are safe in disk/r.cogov", done.err)
        self.assertEqual(left, ["r.cogov"])

    def test_disk_that_is_full_for_a_population_is_told(self):
        done, left = self.full_disk("64k", "synth", self.scenario, "-o", "disk/r.h5", "--quiet")
        self.assertEqual(left, [])

    def stopped_by(self, number):
        words = ["run", self.scenario, "-o", "r.h5", "--set", "weeks=5000", "--set", "burn_in=2", "--set",
                 "replicates=32", "--no-progress"]
        process = subprocess.Popen([harness.COGOV, *words], cwd=self.here, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            time.sleep(1)
            self.assertIsNone(process.poll(), "it should still be running")
            process.send_signal(number)
            out, err = process.communicate(timeout=60)   # and not after all the weeks
        finally:
            process.kill()
        done = Result(process.returncode, out.decode(), err.decode(), self.here)
        self.refused(done, "stopped after", "r.h5 is not written", "r.cogov", code=128 + number)
        self.assertFalse(os.path.exists(os.path.join(self.here, "r.h5")))
        return done

    def test_ctrl_c_stops_soon_and_leaves_no_results_file(self):
        self.stopped_by(signal.SIGINT)
        self.leaves("r.cogov")
        done = cogov("run", self.scenario, "-o", "r.h5", *SMALL, cwd=self.here)
        self.refused(done, "r.cogov", "unfinished", "--force", code=done.code)
        self.assertIn(done.code, (1, 2))
        self.run_well("run", self.scenario, "-o", "r.h5", "--force", *SMALL)
        self.leaves("r.h5")

    def test_sigterm_stops_soon_and_leaves_no_results_file(self):
        self.stopped_by(signal.SIGTERM)

    def interrupted(self, words, began, sentence):
        """A command that would take minutes ends with the interrupt's status and a sentence once `began` is true."""
        process = subprocess.Popen([harness.COGOV, *words], cwd=self.here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            until = time.monotonic() + 60
            while not began() and time.monotonic() < until and process.poll() is None:
                time.sleep(0.05)
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
        self.refused(Result(process.returncode, out, err, self.here), sentence, code=130)

    def test_ctrl_c_ends_whatever_takes_long_before_and_between_the_runs(self):
        crowd = write(os.path.join(self.here, "crowd.toml"), """model = "logit_contagion"
agents = 8000000
burn_in = 0
weeks = 4
replicates = 1
[design]
kind = "factorial"
[design.factors]
"parameters.rewired" = [0.1, 0.2, 0.3, 0.4]
""")
        many = write(os.path.join(self.here, "many.toml"), """model = "logit_contagion"
agents = 100
burn_in = 0
weeks = 4
replicates = 1
[design]
kind = "latin_hypercube"
points = 1000000
[design.factors]
"parameters.base" = { low = -2.0, high = 0.0 }
""")
        at_once = lambda: True  # noqa: E731
        self.interrupted(["sweep", many, "-o", "r.h5"], at_once, "stopped before any run was made")
        self.interrupted(["sweep", many, "--dry-run"], at_once, "stopped before any run was made")
        self.interrupted(["run", crowd, "-o", "r.h5"], at_once, "stopped before any run was made")
        self.interrupted(["run", crowd, "--dry-run"], at_once, "stopped before any run was made")
        self.interrupted(["bench", crowd, "--seconds", "60"], at_once, "stopped before it was done")
        self.interrupted(["synth", self.scenario, "-o", "people.h5", "--set", f"population={self.large_town()}"], at_once,
                         "stopped before it was done")
        self.leaves("crowd.toml", "many.toml")
        # People of the points that follow are made while runs are under way: longer than the program waits for itself.
        self.interrupted(["sweep", crowd, "-o", "r.h5"], lambda: os.path.isdir(os.path.join(self.here, "r.cogov", "parts")),
                         "r.h5 is not written, the finished runs are in r.cogov\n--resume goes on with them")

    def large_town(self):
        """Tables of three million residents."""
        folder = os.path.join(self.root, "large")
        if not os.path.exists(folder):
            shutil.copytree(os.path.join(self.town, "population"), folder)
            path = os.path.join(folder, "communities.csv")
            head, *lines = read(path).decode("utf-8").splitlines()
            adults, households = (head.split(",").index(name) for name in ("adults", "households"))
            large = []
            for line in lines:
                cells = line.split(",")
                cells[adults], cells[households] = str(3_000_000 // len(lines)), str(1_500_000 // len(lines))
                large.append(",".join(cells))
            write(path, "\n".join([head, *large]) + "\n")
        return folder

    def results(self):
        path = os.path.join(self.root, "kept.h5")
        if not os.path.exists(path):
            self.run_well("run", self.scenario, "-o", path, *SMALL)
        return path

    def people(self):
        path = os.path.join(self.root, "people.h5")
        if not os.path.exists(path):
            self.run_well("synth", self.scenario, "-o", path, "--quiet")
        return path

    def test_results_given_as_population_are_named_for_what_they_are(self):
        done = cogov("run", self.scenario, "--population", self.results(), "-o", "r.h5", *SMALL, cwd=self.here)
        self.refused(done, "kept.h5", "results file", "not a population file")
        self.leaves()

    def test_population_given_to_export_is_named_for_what_it_is(self):
        done = cogov("export", self.people(), "-o", "tables", cwd=self.here)
        self.refused(done, "people.h5", "population file", "not a results file")
        self.leaves()

    def cut(self, path, name, share):
        whole = read(path)
        return write(os.path.join(self.here, name), whole[:int(len(whole) * share)])

    def test_truncated_population_is_told(self):
        for share in (0.001, 0.5, 0.99):
            path = self.cut(self.people(), "p.h5", share)
            done = cogov("run", self.scenario, "--population", path, "-o", "r.h5", *SMALL, cwd=self.here)
            self.refused(done, "p.h5")
            self.leaves("p.h5")

    def test_truncated_results_are_told_by_export(self):
        for share in (0.001, 0.5, 0.99):
            path = self.cut(self.results(), "cut.h5", share)
            done = cogov("export", path, "-o", "tables", cwd=self.here)
            self.assertIn(done.code, (1, 2), done)
            self.refused(done, "cut.h5", code=done.code)
            self.leaves("cut.h5")

    def test_damaged_results_are_an_error_never_a_wrong_number(self):
        whole = bytearray(read(self.results()))
        with h5py.File(self.results()) as file:
            chunk = file["participants"].id.get_chunk_info(0)
        whole[chunk.byte_offset + chunk.size // 2] ^= 0x10
        path = write(os.path.join(self.here, "bad.h5"), bytes(whole))
        done = cogov("export", path, "-o", "tables", cwd=self.here)
        self.assertIn(done.code, (1, 2), done)
        self.said(done, done.code, "bad.h5", "it is damaged", "not as they were written")

    def test_text_and_empty_files_as_population_are_told(self):
        for text, words in (("hello\n", "not an HDF5 file"), ("", "empty")):
            write(os.path.join(self.here, "p.h5"), text)
            done = cogov("run", self.scenario, "--population", "p.h5", "-o", "r.h5", *SMALL, cwd=self.here)
            self.refused(done, "p.h5", words)
            self.leaves("p.h5")

    def test_foreign_hdf5_as_population_lists_what_is_missing(self):
        with h5py.File(os.path.join(self.here, "p.h5"), "w") as file:
            file["community"] = ["A"]
        done = cogov("run", self.scenario, "--population", "p.h5", "-o", "r.h5", *SMALL, cwd=self.here)
        self.refused(done, "p.h5", "not a population file", "neither 'age'")
        with harness.editing(os.path.join(self.here, "p.h5")) as file:
            file["age"] = numpy.array([20, 40], "u1")
        done = cogov("run", self.scenario, "--population", "p.h5", "-o", "r.h5", *SMALL, cwd=self.here)
        self.refused(done, "p.h5", "'sex' is missing", "'resident_community' is missing")

    def test_population_with_ties_of_one_direction_is_told(self):
        with h5py.File(os.path.join(self.here, "p.h5"), "w") as file:
            file["community"] = ["A"]
            file["resident_community"] = numpy.zeros(3, "u2")
            file["age"] = numpy.array([20, 40, 130], "u1")
            file["sex"] = numpy.array([0, 1, 1], "u1")
            file["employed"] = numpy.zeros(3, "u1")
        write(os.path.join(self.here, "s.toml"), 'population = "p.h5"\ndemography = "off"\nweeks = 2\n')
        self.refused(cogov("check", "s.toml", cwd=self.here), "p.h5", "'age' is 130", "18 to 120")
        with harness.editing(os.path.join(self.here, "p.h5")) as file:
            file["age"][2] = 60
            file["tie_friend_from"] = numpy.array([0], "u4")
            file["tie_friend_to"] = numpy.array([1], "u4")
        self.refused(cogov("check", "s.toml", cwd=self.here), "p.h5", "reverse")

    def test_chinese_names_and_spaces_in_paths_work(self):
        folder = os.path.join(self.here, "我的 情景")
        self.run_well("new", "我的 情景")
        os.rename(os.path.join(folder, "scenario.toml"), os.path.join(folder, "行政 减负.toml"))
        os.rename(os.path.join(folder, "population"), os.path.join(folder, "人口 表"))
        path = os.path.join(folder, "行政 减负.toml")
        write(path, read(path).replace(b'population = "population"', 'population = "人口 表"'.encode()))
        os.mkdir(os.path.join(self.here, "结 果"))
        for env in ({"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}):
            done = cogov("run", "我的 情景/行政 减负.toml", "-o", "结 果/城 镇.h5", "--force", *SMALL, cwd=self.here, env=env)
            self.assertEqual(done.code, 0, done)
            self.assertEqual(os.listdir(os.path.join(self.here, "结 果")), ["城 镇.h5"])
        self.run_well("export", "结 果/城 镇.h5", "-o", "表 格")
        self.run_well("synth", "我的 情景/行政 减负.toml", "-o", "结 果/居 民.h5", "--quiet")
        self.run_well("run", "我的 情景/行政 减负.toml", "--population", "结 果/居 民.h5", *SMALL)
        self.assertIn("行政 减负.h5", os.listdir(self.here))
        write(path, read(path) + "乱".encode())
        self.refused(cogov("check", "我的 情景/行政 减负.toml", cwd=self.here), "我的 情景/行政 减负.toml:")


# ------------------------------------------------------------------------------------------------------------ results

class Results(Case):
    """The same numbers whatever the machine, and files that others can read."""

    def same(self, a, b, only_root=False):
        told = []
        with h5py.File(a, "r") as x, h5py.File(b, "r") as y:
            if not only_root:
                h5same.compare(x, y, False, told.append)
            else:
                self.assertEqual(sorted(x), sorted(y))
                for name in x:
                    if isinstance(x[name], h5py.Dataset):
                        h5same.compare_data("/" + name, x[name], y[name], told.append)
        self.assertEqual(told, [])

    def reference(self, size=SHORT):
        path = os.path.join(self.root, f"reference_{size[1]}.h5")
        if not os.path.exists(path):
            self.run_well("run", self.scenario, "-o", path, *size)
        return path

    def with_options(self, *words, size=SHORT):
        path = os.path.join(self.here, "r.h5")
        self.run_well("run", self.scenario, "-o", path, "--force", *size, *words)
        self.same(self.reference(size), path)
        return path

    def test_repeat_gives_the_same_bytes(self):
        self.assertEqual(read(self.with_options()), read(self.reference()))

    def test_number_of_threads_changes_no_byte(self):
        for threads in ("1", "2"):
            self.assertEqual(read(self.with_options("--threads", threads)), read(self.reference()))

    def test_lanes_change_no_result(self):
        self.with_options("--lanes", "1", size=YEAR)
        self.with_options("--lanes", "16")

    def test_memory_changes_no_result(self):
        self.with_options("--memory", "1M")

    def test_instruction_sets_change_no_result(self):
        said = cogov("run", self.scenario, "--instruction-set", "foo", cwd=self.here).err
        names = [name.strip() for name in said.split("this machine has")[1].split(",")]
        self.assertTrue(names)
        for name in names:   # by its short name too, such as v3
            self.with_options("--instruction-set", name.removeprefix("x86-64-") if name == names[0] else name)

    def test_another_seed_gives_other_results(self):
        path = os.path.join(self.here, "r.h5")
        self.run_well("run", self.scenario, "-o", path, "--seed", "2", *SHORT)
        with h5py.File(path) as x, h5py.File(self.reference()) as y:
            self.assertFalse(numpy.array_equal(x["participants"], y["participants"]))
            self.assertGreater(x["participants"][...].sum(), 0)

    def test_replicates_share_their_luck_with_longer_runs(self):
        path = os.path.join(self.here, "r.h5")
        self.run_well("run", self.scenario, "-o", path, *SHORT, "--replicates", "5", "--weeks", "10")
        with h5py.File(path) as x, h5py.File(self.reference()) as y:
            for arm in range(3):
                for replicate in range(3):
                    row = [next(i for i in range(len(f["run"])) if f["arm_index"][i] == arm and
                                f["replicate"][i] == replicate) for f in (x, y)]
                    self.assertTrue(numpy.array_equal(x["participants"][row[0]], y["participants"][row[1]][:10]))

    def test_population_from_file_gives_what_its_folder_gives(self):
        people = os.path.join(self.here, "people.h5")
        self.run_well("synth", self.scenario, "-o", people, "--quiet")
        for demography in ("on", "off"):
            words = [*SHORT, "--force", "--set", f"demography={demography}"]
            self.run_well("run", self.scenario, "-o", "folder.h5", *words)
            self.run_well("run", self.scenario, "-o", "file.h5", *words, "--population", people)
            self.same(os.path.join(self.here, "folder.h5"), os.path.join(self.here, "file.h5"), only_root=True)

    def test_synth_gives_the_same_population_on_any_number_of_threads(self):
        for threads in ("1", "2"):
            self.run_well("synth", self.scenario, "-o", f"p{threads}.h5", "--threads", threads, "--quiet")
        self.assertEqual(*(read(os.path.join(self.here, f"p{t}.h5")) for t in "12"))

    def test_results_open_in_xarray(self):
        script = os.path.join(HERE, "xarray_test.py")
        if not os.path.exists(script):
            self.skipTest("there is no xarray_test.py")
        done = subprocess.run([sys.executable, script, self.reference(YEAR)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_results_open_in_r(self):
        if shutil.which("Rscript") is None:
            self.skipTest("there is no R here")
        done = subprocess.run(["Rscript", os.path.join(HERE, "r_test.R"), self.reference(YEAR)], capture_output=True, text=True)
        if done.returncode == 2:
            self.skipTest("R has no ncdf4 here")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_provenance_is_enough_to_run_again(self):
        with h5py.File(self.reference()) as file:
            given = file["provenance/scenario_as_given.toml"].asstr()[()]
            resolved = file["provenance/scenario.toml"].asstr()[()]
            tables = {name: text.asstr()[()] for name, text in file["provenance/population"].items()}
        self.assertEqual(given, read(self.scenario).decode("utf-8"))
        os.mkdir(os.path.join(self.here, "population"))
        for name, text in tables.items():
            write(os.path.join(self.here, "population", name), text)
        write(os.path.join(self.here, "again.toml"), resolved)
        self.run_well("run", "again.toml", "-o", "r.h5", "--population", "population", "--quiet")
        self.same(self.reference(), os.path.join(self.here, "r.h5"))


# ------------------------------------------------------------------------------------------------------------- tables

class Compare(Case):
    """`cogov compare` tells what `run` told, of the file alone, and puts arms in order."""

    def test_tells_what_run_told(self):
        ran = self.run_well("run", self.scenario, "-o", "r.h5", *SMALL)
        told = self.run_well("compare", "r.h5")
        self.assertTrue(told.out.startswith(ran.out), told)
        self.assertIn("Ranked by weekly participation", told.out)
        for form in ("csv", "json"):
            ran = self.run_well("run", self.scenario, "-o", "r.h5", "--force", "--format", form, *SMALL)
            self.assertEqual(self.run_well("compare", "r.h5", "--format", form).out, ran.out)

    def test_other_baseline_turns_differences_round(self):
        self.run_well("run", self.scenario, "-o", "r.h5", *SMALL)
        rows = lambda *words: {(r["arm"], r["band"], r["measure"]): r for r in csv.DictReader(io.StringIO(
            self.run_well("compare", "r.h5", "--format", "csv", *words).out))}
        usual, other = rows(), rows("--baseline", "relief")
        at = ("all", "participation")
        self.assertAlmostEqual(float(usual["relief", *at]["difference"]), -float(other["base", *at]["difference"]), places=12)
        self.assertEqual(other["relief", *at]["difference"], "")
        self.assertGreaterEqual(float(usual["relief", *at]["p_holm"]), float(usual["relief", *at]["p"]))

    def test_order_by_a_measure(self):
        self.run_well("run", self.scenario, "-o", "r.h5", *SMALL)
        rows = list(csv.DictReader(io.StringIO(self.run_well("compare", "r.h5", "--by", "load", "--smallest-first", "--format", "csv").out)))
        self.assertEqual([r["rank"] for r in rows], [str(k + 1) for k in range(len(rows))])
        levels = [float(r["level"]) for r in rows]
        self.assertEqual(levels, sorted(levels))
        self.assertEqual({r["best"] for r in rows}, {""})   # two replicates say nothing of that
        self.run_well("run", self.scenario, "-o", "r.h5", *SMALL, "--set", "replicates=8", "--force")
        rows = list(csv.DictReader(io.StringIO(self.run_well("compare", "r.h5", "--by", "load", "--smallest-first", "--format", "csv").out)))
        self.assertAlmostEqual(sum(float(r["best"]) for r in rows), 1, places=9)

    def test_mistakes(self):
        self.run_well("run", self.scenario, "-o", "r.h5", *SMALL)
        self.refused(cogov("compare", "r.h5", "--by", "wating", cwd=self.here), "no measure 'wating'", "did you mean 'waiting'?")
        self.refused(cogov("compare", "r.h5", "--baseline", "bass", cwd=self.here), "no arm 'bass'", "did you mean 'base'?")
        self.refused(cogov("compare", "none.h5", cwd=self.here), "none.h5")
        self.refused(cogov("compare", self.scenario, cwd=self.here), "not an HDF5 file")

    def test_pairs_what_is_there_in_both_arms(self):
        self.run_well("run", self.scenario, "-o", "r.h5", "--weeks", "3", "--burn-in", "1", "--replicates", "8", "--quiet")
        csv_of = lambda: {(r["arm"], r["band"], r["measure"]): r for r in csv.DictReader(io.StringIO(
            self.run_well("compare", "r.h5", "--format", "csv").out))}
        at = ("relief", "all", "participation")
        before = csv_of()[at]
        with harness.editing(os.path.join(self.here, "r.h5")) as file:   # as if two runs had failed
            arm, replicate = file["arm"].asstr()[...], file["replicate"][...]
            for which, number in (("base", 2), ("relief", 6)):
                file["runs/status"][numpy.flatnonzero((arm == which) & (replicate == number))[0]] = 1
            keep = ~numpy.isin(replicate, (2, 6))
            share = file["participants"][...].sum(axis=(1, 2, 3, 4)) / file["residents"][...].sum(axis=(1, 2, 3))
            expected = (share[(arm == "relief") & keep] - share[(arm == "base") & keep]).mean()
        after = csv_of()[at]
        self.assertNotEqual(before["difference"], after["difference"])
        self.assertAlmostEqual(float(after["difference"]), expected, places=9)
        self.assertNotIn("nan", self.run_well("compare", "r.h5").out)

    def test_one_replicate_tells_no_interval(self):
        self.run_well("run", self.scenario, "-o", "r.h5", "--weeks", "3", "--burn-in", "1", "--replicates", "1", "--quiet")
        self.assertNotIn("nan", self.run_well("compare", "r.h5").out)


class NotScenarios(Case):
    def test_population_file_is_no_scenario(self):
        self.run_well("synth", self.scenario, "-o", "r.h5", "--quiet")
        self.refused(cogov("check", "r.h5", cwd=self.here), "r.h5", "not a results file")

    def test_set_makes_no_arm_of_a_misspelt_one(self):
        self.refused(cogov("check", self.scenario, "--set", "arms.relif.title=x", cwd=self.here),
                     "there is no arm 'relif' to set anything of (arms are made in files)", "did you mean 'relief'?")
        self.run_well("check", self.scenario, "--set", "arms.relief.title=x")


class Traces(Case):
    """One run's weeks with everything in them, and in words."""

    def traced(self, *words):
        path = os.path.join(self.here, "t.h5")
        self.run_well("run", self.scenario, "-o", "r.h5", "--force", *SHORT, "--trace", path, *words)
        return path

    def test_trace_has_the_weeks_asked_for_and_goes_with_the_results(self):
        with h5py.File(self.traced("--trace-weeks", "-2,0,11", "--trace-run", "4")) as trace, \
                h5py.File(os.path.join(self.here, "r.h5")) as rows:
            self.assertEqual({name for name in trace if name.startswith("week")}, {"week_-2", "week_0", "week_11"})
            self.assertEqual(trace["week_0"].attrs["run_seed"], rows["runs/seed"][4])
            for week in (0, 11):
                channel, home = trace[f"week_{week}/after/channel"][...], trace["resident_community"][...]
                for k in range(len(trace["community"])):
                    took_part = [numpy.sum((channel == c) & (home == k)) for c in range(3)]
                    self.assertEqual(took_part, list(rows["participants"][4, week, k].sum(axis=0)))

    def test_every_traced_array_says_what_it_is(self):
        def look(name, item):
            if isinstance(item, h5py.Dataset) and b"not a netCDF variable" not in item.attrs.get("NAME", b"") \
                    and item.dtype.kind != "O":
                self.assertTrue(item.attrs["long_name"], name)
                self.assertTrue(item.attrs["units"], name)
        with h5py.File(self.traced()) as trace:
            trace.visititems(look)

    def test_trace_is_the_same_on_every_instruction_set(self):
        words = ["--trace-weeks", "3", "--trace-run", "2"]
        one = read(self.traced(*words))
        said = cogov("run", self.scenario, "--instruction-set", "foo", cwd=self.here).err
        for name in said.split("this machine has")[1].split(","):
            self.assertEqual(one, read(self.traced(*words, "--instruction-set", name.strip())), name)

    def test_trace_is_not_overwritten_without_force(self):
        path = write(os.path.join(self.here, "t.h5"), "mine")
        self.refused(cogov("run", self.scenario, *SMALL, "--trace", path, cwd=self.here), "t.h5 exists already", "--force")
        self.assertEqual(read(path), b"mine")
        self.leaves("t.h5")

    def test_mistakes_about_traces(self):
        for words, said in ((["--trace-weeks", "0"], "--trace FILE.h5"), (["--trace", ""], "--trace"),
                            (["--trace", "t.h5", "--trace-weeks", "0,4"], "from -2 to 3"),
                            (["--trace", "t.h5", "--trace-weeks", "1,x"], "--trace-weeks x"),
                            (["--trace", "t.h5", "--trace-run", "6"], "from 0 to 5"),
                            (["--trace", "no/t.h5"], "no/t.h5")):
            done = cogov("run", self.scenario, *SMALL, *words, cwd=self.here)
            self.said(done, 1 if said == "no/t.h5" else 2, said)
            self.leaves()

    def test_explain_tells_a_week_in_words(self):
        path = self.traced("--trace-weeks", "5")
        with h5py.File(path) as trace:
            resident = int(numpy.argmax(trace["week_5/after/channel"][...] == 2))
            chance = trace["week_5/resident/p_channel"][resident, 2]
        out = self.run_well("explain", path, "--resident", str(resident), "--week", "5").out
        for word in (f"Resident {resident} of", "Whom they know", "what they heard", f"{chance:.5f}", "they came to share",
                     "What came of it"):
            self.assertIn(word, out)

    def test_explain_tells_the_chance_of_being_asked_as_the_trace_has_it(self):
        path = self.traced("--trace-weeks", "5")
        with h5py.File(path) as trace:
            week, home = trace["week_5/resident"], trace["resident_community"][...]
            resident = int(numpy.argmax(week["asked"][...] + week["asked_at_home"][...]))
            chance = week["p_contact"][resident]
            at = {name: trace[f"week_5/parameters/{name}"][home[resident]] for name in ("invite", "invite_household")}
            alone = trace["week_5/community/outreach_chance"][home[resident]]
            self.assertAlmostEqual(chance, 1 - (1 - alone) * math.exp(-at["invite"] * week["asked"][resident]
                                                                      - at["invite_household"] * week["asked_at_home"][resident]),
                                   places=5)
        words = ["explain", path, "--resident", str(resident), "--week", "5"]
        self.assertIn(f"Asked in person with chance {chance:.4f} ({alone:.3f} from outreach alone)", self.run_well(*words).out)
        with harness.editing(path) as trace:   # of earlier versions, which knew no being asked in person
            del trace["week_5/resident/p_contact"]
            trace["week_5/resident/p_asked"] = numpy.full(len(home), 0.25)
        out = self.run_well(*words).out
        self.assertIn("What they heard", out)
        self.assertIn("asked by others 0.250,", out)

    def test_mistakes_about_explaining(self):
        path = self.traced("--trace-weeks", "5")
        for words, said, code in ((["--resident", "1", "--week", "6"], "week 6 is not in the trace", 2),
                                  (["--resident", "4000", "--week", "5"], "no resident 4000", 2),
                                  (["--resident", "x", "--week", "5"], "--resident x", 2),
                                  (["--week", "5"], "--resident", 2)):
            self.refused(cogov("explain", path, *words, cwd=self.here), said, code=code)
        self.refused(cogov("explain", "r.h5", "--resident", "1", "--week", "5", cwd=self.here), "no trace", code=1)
        self.refused(cogov("explain", "none.h5", "--resident", "1", "--week", "5", cwd=self.here), "none.h5", code=1)
        write(os.path.join(self.here, "cut.h5"), read(path)[:3000])
        self.refused(cogov("explain", "cut.h5", "--resident", "1", "--week", "5", cwd=self.here), "cut.h5", code=1)


class Tables(Case):
    """What the commands print and write for people and other programs."""

    def results(self):
        path = os.path.join(self.root, "kept.h5")
        if not os.path.exists(path):
            self.run_well("run", self.scenario, "-o", path, *SMALL)
        return path

    def test_help_and_version_go_to_stdout_with_status_0(self):
        for words in (["--help"], ["--version"], ["run", "--help"], ["describe", "--help"]):
            done = self.run_well(*words)
            self.assertNotEqual(done.out, "")
            self.assertEqual(done.err, "")

    def test_check_finds_every_scenario_of_boli_right(self):
        folders = [os.path.join(harness.SOURCE, "scenarios", folder) for folder in ("boli", "evidence")]
        paths = sorted(path for folder in folders for path in glob.glob(os.path.join(folder, "*.toml")))
        self.assertGreater(len(paths), 20)
        for path in paths:
            done = self.run_well("check", path)
            self.assertEqual(done.err, "")
            self.assertIn("right", done.out)
        self.leaves()

    def test_check_writes_nothing(self):
        self.run_well("check", self.scenario)
        self.leaves()

    def test_new_scenario_is_right_and_runs(self):
        done = self.run_well("new", "a/b")
        self.assertIn("a/b/scenario.toml", done.out)
        self.run_well("check", "a/b/scenario.toml")

    def test_new_takes_an_empty_folder(self):
        os.mkdir(os.path.join(self.here, "empty"))
        self.run_well("new", "empty")

    def test_new_refuses_a_folder_with_things_in_it(self):
        os.mkdir(os.path.join(self.here, "full"))
        write(os.path.join(self.here, "full", "mine.txt"), "mine")
        done = cogov("new", "full", cwd=self.here)
        self.refused(done, "'full' has something in it")
        self.assertEqual(os.listdir(os.path.join(self.here, "full")), ["mine.txt"])

    def test_new_refuses_a_file(self):
        path = write(os.path.join(self.here, "f"), "mine")
        self.refused(cogov("new", "f", cwd=self.here), "'f' is a file")
        self.assertEqual(read(path), b"mine")

    KINDS = {"parameter": 30, "lever": 20, "observation": 30, "target": 15, "model": 1, "design": 5, "command": 80}

    def test_describe_text_tells_of_every_kind(self):
        done = self.run_well("describe")
        for kind in self.KINDS:
            self.assertIn(f"cogov describe {kind}", done.out)
        for kind, least in self.KINDS.items():
            self.assertGreaterEqual(self.run_well("describe", kind).out.count("\n"), least)

    def test_tables_of_the_manual_are_what_the_program_says(self):
        done = subprocess.run([sys.executable, os.path.join(HERE, "reference.py"), harness.COGOV, harness.SOURCE, "--check"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_describe_json_is_valid(self):
        for kind, least in self.KINDS.items():
            rows = json.loads(self.run_well("describe", kind, "--format", "json").out)
            self.assertGreaterEqual(len(rows), least)
            if kind != "command":   # which has a row for each option
                self.assertEqual(len({row["name"] for row in rows}), len(rows))
            self.assertEqual(len({tuple(row) for row in rows}), 1, "every row has the same keys")

    def test_describe_markdown_is_a_table(self):
        for kind, least in self.KINDS.items():
            lines = self.run_well("describe", kind, "--format", "markdown").out.rstrip("\n").split("\n")
            self.assertGreaterEqual(len(lines) - 2, least)
            self.assertRegex(lines[1], r"^\|(---\|)+$")
            bars = [len(re.findall(r"(?<!\\)\|", line)) for line in lines]
            self.assertEqual(set(bars), {bars[0]}, kind)
            self.assertTrue(all(line.startswith("| ") and line.endswith(" |") for line in lines[2:]), kind)

    def test_describe_of_everything_at_once(self):
        parts = json.loads(self.run_well("describe", "--format", "json").out)
        self.assertEqual(list(parts), ["parameters", "levers", "observations", "targets", "models", "designs", "commands"])
        page = self.run_well("describe", "--format", "markdown").out
        for kind, part in zip(self.KINDS, parts):
            self.assertEqual(parts[part], json.loads(self.run_well("describe", kind, "--format", "json").out))
            self.assertIn(f"# {part}\n\n" + self.run_well("describe", kind, "--format", "markdown").out, page)

    def test_describe_one_thing_in_markdown_stands_upright(self):
        lines = self.run_well("describe", "lever", "venues", "--format", "markdown").out.split("\n")
        self.assertEqual(lines[:3], ["| name | venues |", "|---|---|", "| 中文 | 活动场所 |"])

    def test_describe_one_thing_by_either_name(self):
        english = self.run_well("describe", "lever", "venues").out
        self.assertIn("venues", english)
        self.assertIn("活动场所", english)
        self.assertEqual(self.run_well("describe", "lever", "活动场所").out, english)
        one = json.loads(self.run_well("describe", "parameter", "admin_share", "--format", "json").out)
        self.assertEqual([row["name"] for row in one], ["admin_share"])

    def test_describe_one_lever_tells_how_it_acts(self):
        def acts(lever):
            told, = json.loads(self.run_well("describe", "lever", lever, "--format", "json").out)
            return told["acts by"], told["作用方式"]
        budget, coefficient = "budget, whose worth follows from the model", "coefficient, an effect that is assumed"
        self.assertEqual(acts("admin_relief"), (f"{budget}: relief", "投入，效果由模型得出：relief"))
        self.assertEqual(acts("points")[0], f"{coefficient}: incentive_build, incentive_govern, incentive_share")
        self.assertEqual(acts("grid_management"), (
            f"{budget}: grid_heads; {coefficient}: neighbour_lift, digital_reach",
            "投入，效果由模型得出：grid_heads；系数，即假定的效果：neighbour_lift、digital_reach"))
        self.assertEqual(acts("digital_specialist")[0], f"through digital_platform: {acts('digital_platform')[0]}")
        self.assertNotIn("acts by", self.run_well("describe", "lever").out)

    def test_describe_text_columns_are_aligned_with_chinese_in_them(self):
        rows = json.loads(self.run_well("describe", "lever", "--format", "json").out)
        lines = [on_screen(line) for line in self.run_well("describe", "lever").out.rstrip("\n").split("\n")]
        begins = lines[0].index("level")
        for row, line in zip(rows, lines[1:]):
            self.assertTrue(line[begins:].startswith(row["level"]), line)
            self.assertEqual(line[begins - 2:begins], "  ", line)

    def test_text_table_is_aligned_with_chinese_titles(self):
        text = read(self.scenario).decode().replace('"As today"', '"维持现状不变"').replace("A small town", "勃利县示例小镇")
        path = write(os.path.join(self.town, "chinese.toml"), text)
        try:
            out = self.run_well("run", path, "-o", "r.h5", *SMALL).out
        finally:
            os.remove(path)
        self.assertIn("勃利县示例小镇", out)
        tables = [table.split("\n") for table in out.split("\n\n") if re.match(r"arm\s+band", table)]
        self.assertEqual(len(tables), 2, out)
        for table in tables:
            lines = [on_screen(line) for line in table if line]
            bands = lines[0].index("band")
            # Right edges of the columns of numbers, by the header; differences keep two columns for the star.
            edges = [match.end() for match in re.finditer(r"\S+(?: \S+)*", lines[0])][2:]
            for line in lines[1:]:
                self.assertEqual(line[bands - 2:bands].strip(), "", table)
                self.assertIn(line[bands:].split()[0], ("young", "middle", "older", "all"))
                if table is tables[0]:
                    for edge in edges:
                        self.assertEqual(line[edge:edge + 2].strip(), "", "\n".join(table))
                        self.assertNotEqual(line[edge - 1:edge], "\0")
            self.assertEqual((len(lines) - 1) % 4, 0)

    def test_quiet_run_says_nothing_on_stderr(self):
        self.assertEqual(self.run_well("run", self.scenario, "-o", "r.h5", *SMALL).err, "")

    def test_run_json_is_valid_and_csv_parses(self):
        done = self.run_well("run", self.scenario, "-o", "r.h5", "--format", "json", *SMALL)
        data = json.loads(done.out)
        self.assertIn("relief", done.out)
        self.assertTrue(data)
        done = self.run_well("run", self.scenario, "-o", "r.h5", "--force", "--format", "csv", *SMALL)
        rows = list(csv.reader(io.StringIO(done.out.lstrip("\ufeff"))))
        self.assertGreater(len(rows), 12)
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        self.assertEqual({row[rows[0].index("arm")] for row in rows[1:]}, {"base", "relief", "evenings"})

    def test_format_does_not_change_the_results_file(self):
        kept = read(self.results())
        self.run_well("run", self.scenario, "-o", "r.h5", "--format", "json", *SMALL)
        self.assertEqual(read(os.path.join(self.here, "r.h5")), kept)

    def test_one_replicate_and_one_arm_make_a_table(self):
        path = write(os.path.join(self.here, "one.toml"), HEAD.replace('"population"', f'"{self.town}/population"'))
        for form in ("text", "csv", "json"):
            done = self.run_well("run", path, "-o", "r.h5", "--force", "--replicates", "1", "--quiet", "--format", form)
            self.assertIn("base", done.out)
            if form == "json":
                json.loads(done.out)
        write(path, read(path) + POLICY.encode() + b"level = 1\n")
        for form in ("text", "csv", "json"):
            done = self.run_well("run", path, "-o", "r.h5", "--force", "--replicates", "1", "--quiet", "--format", form)
            self.assertNotIn("nan", done.out.lower())
            if form == "json":
                json.loads(done.out)

    def test_export_writes_tables_for_spreadsheets(self):
        done = self.run_well("export", self.results(), "-o", "tables")
        folder = os.path.join(self.here, "tables")
        names = sorted(name for name in os.listdir(folder) if name != "cogov-export.txt")
        for name in ("runs.csv", "weekly_community_band.csv", "weekly_community.csv", "summary_community_band.csv"):
            self.assertIn(name, names)
        for name in names:
            whole = read(os.path.join(folder, name))
            self.assertTrue(whole.startswith(b"\xef\xbb\xbf"), name)
            rows = list(csv.DictReader(io.StringIO(whole.decode("utf-8-sig"))))
            self.assertIn(f"tables/{name}  {len(rows)} rows", done.out)
            self.assertTrue(all(None not in row and None not in row.values() for row in rows), name)
            self.assertEqual({row["arm"] for row in rows if row["run"]} - {"base", "relief", "evenings"}, set())
            if name == "weekly_community_band.csv":
                with h5py.File(self.results()) as file:
                    total = int(file["participants"][:, :, :, :, 0].sum())
                self.assertEqual(sum(float(row["participants_build"]) for row in rows), total)

    def test_export_keeps_files_that_exist(self):
        os.mkdir(os.path.join(self.here, "tables"))
        path = write(os.path.join(self.here, "tables", "weekly_community.csv"), "mine")
        done = cogov("export", self.results(), "-o", "tables", cwd=self.here)
        self.refused(done, "weekly_community.csv", "exists", "--force")
        self.assertEqual(read(path), b"mine")
        self.assertEqual(os.listdir(os.path.join(self.here, "tables")), ["weekly_community.csv"])
        self.run_well("export", self.results(), "-o", "tables", "--force")
        self.assertNotEqual(read(path), b"mine")

    def test_export_leaves_no_tables_of_another_result_among_the_new(self):
        self.run_well("export", self.results(), "-o", "tables")
        folder = os.path.join(self.here, "tables")
        listed = read(os.path.join(folder, "cogov-export.txt")).decode().splitlines()[1:]
        self.assertEqual(sorted(listed), sorted(name for name in os.listdir(folder) if name.endswith(".csv")))
        write(os.path.join(self.here, "s.toml"), 'model = "degroot"\nagents = 20\nweeks = 3\nburn_in = 0\n[arms.base]\n')
        self.run_well("run", "s.toml", "-o", "other.h5", "--quiet")
        write(os.path.join(folder, "mine.csv"), "mine")
        done = self.run_well("export", "other.h5", "-o", "tables", "--force")
        self.assertEqual(sorted(os.listdir(folder)),
                         sorted([re.search(r"tables/(\S+)  ", line)[1] for line in done.out.splitlines()] + ["cogov-export.txt", "mine.csv"]))
        self.assertIn("other tables or pictures", done.err)
        self.assertIn("mine.csv", done.err)
        self.assertEqual(read(os.path.join(folder, "mine.csv")), b"mine")

    def test_an_export_that_is_cut_short_leaves_nothing_that_looks_whole(self):
        for words in ([], ["--force"]):
            limited = subprocess.run(["bash", "-c", f'ulimit -f 4; exec "{harness.COGOV}" export "{self.results()}" -o tables ' + " ".join(words)],
                                     cwd=self.here, capture_output=True, text=True, check=False)
            self.assertEqual(limited.returncode, 1, limited.stderr)
            self.assertEqual(os.listdir(os.path.join(self.here, "tables")), [])

    def test_synth_tells_how_the_population_fits(self):
        out = self.run_well("synth", self.scenario).out
        for word in ("4000 residents", "age_sex", "neighbour", "clustering"):
            self.assertIn(word, out)
        self.leaves()

    def test_what_cannot_be_printed_is_no_success(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([harness.COGOV, "describe", "parameter", "notice"], stdout=full, stderr=subprocess.PIPE, text=True,
                                  check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("could not be written: No space left on device", done.stderr)

    def test_interrupted_benchmark_ends_at_once(self):
        process = subprocess.Popen([harness.COGOV, "bench", "--residents", "600", "--seconds", "60"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.assertIn("measuring", process.stderr.readline())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 128 + signal.SIGINT)

    def test_full_pipe_or_closed_stdout_is_no_crash(self):
        process = subprocess.Popen([harness.COGOV, "describe", "parameter"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.close()
        err = process.stderr.read().decode()
        process.stderr.close()
        process.wait(timeout=10)
        for word in NEVER:
            self.assertNotIn(word, err)


class Bench(Case):
    """That speeds are told, of what and by what; never how large they are."""
    SOON = ["--seconds", "0.01", "--memory", "32M"]   # arrays that are copied are small too

    def test_tells_machine_limits_and_speeds(self):
        done = self.run_well("bench", "--residents", "600", *self.SOON, "--threads", "2", "--format", "json")
        told = json.loads(done.out)
        self.assertEqual([limit["threads"] for limit in told["limits"]], [1, 2])
        for limit in told["limits"]:
            for name in ("copied_bytes_a_second", "random_lines_a_second", "float_operations_a_second"):
                self.assertGreater(limit[name], 0)
        self.assertTrue(told["machine"]["processor"] and told["compiler"] and told["instruction_set"].startswith("x86-64-v"))
        town, = told["towns"]
        self.assertEqual(town["residents"], 600)
        self.assertEqual([(s["runs_side_by_side"], s["threads"]) for s in town["sweep"] + town["one_run"]],
                         [(16, 1), (16, 2), (1, 1), (1, 2)])
        for speed in town["sweep"] + town["one_run"]:
            self.assertTrue(0 < speed["slowest"] <= speed["resident_weeks_a_second"] <= speed["fastest"], speed)
            self.assertGreater(speed["weeks"], 1)
        for speed in town["sweep"]:
            self.assertGreater(speed["efficiency"], 0)
            self.assertAlmostEqual(speed["of_copying"] * told["limits"][speed["threads"] - 1]["copied_bytes_a_second"] /
                                   town["bytes_moved_a_resident_week"] / speed["resident_weeks_a_second"], 1, 6)
            self.assertAlmostEqual(speed["of_arithmetic"] * told["limits"][speed["threads"] - 1]["float_operations_a_second"] /
                                   town["operations_a_resident_week"] / speed["resident_weeks_a_second"], 1, 6)
        self.assertTrue(700 < town["operations_a_resident_week"] < 1000, town)   # about 600, and 20 a tie
        self.assertEqual(town["sweep"][0]["efficiency"], 1)
        self.assertEqual((town["worlds"]["runs_side_by_side"], town["worlds"]["threads"]), (16, 1))
        self.assertGreater(town["worlds"]["resident_weeks_a_second"], 0)
        self.assertIn("measuring a town of 600", done.err)
        self.leaves()

    def test_tells_points_of_a_design_beside_replicates(self):
        for words, points in (([], 64), (["--points", "20"], 20)):
            told = json.loads(self.run_well("bench", "--residents", "600", *self.SOON, "--threads", "1", "--format", "json",
                                            *words).out)["points"]
            self.assertEqual((told["residents"], told["points"]), (600, points))
            varied, alike = told["one_replicate_each"], told["replicates_of_one_setting"]
            for speed in varied, alike:
                self.assertEqual((speed["residents"], speed["weeks"], len(speed["samples"])), (600, 106, 3))
                # Three times all runs, of as many weeks.
                self.assertAlmostEqual(sum(points * 600 * 106 / sample for sample in speed["samples"]) / speed["seconds"], 1, 6)
            self.assertEqual(told["ratio"], sorted(a / b for a, b in zip(varied["samples"], alike["samples"]))[1])
        text = self.run_well("bench", "--residents", "600", *self.SOON, "--threads", "1", "--points", "20").out
        self.assertIn("Points: 20 of a design with one replicate each, and 20 replicates of one setting, of 600 residents", text)
        self.assertRegex(text, r"points over replicates\n +1 +[0-9.]+ +[0-9.]+ +[0-9.]+\n")

    def test_tells_what_is_needed_to_judge_the_numbers(self):
        told = json.loads(self.run_well("bench", "--residents", "600", *self.SOON, "--threads", "1", "--format", "json").out)
        self.assertTrue(told["commit"])
        self.assertGreaterEqual(told["others"]["load_before"], 0)
        for speed in told["towns"][0]["sweep"] + told["towns"][0]["one_run"]:
            self.assertEqual(sorted(speed["samples"])[::2], [speed["slowest"], speed["fastest"]])
            self.assertEqual(sorted(speed["samples"])[1], speed["resident_weeks_a_second"])
            self.assertTrue(speed["cpu_seconds"] > 0 and speed["seconds"] > 0, speed)

    @unittest.skipUnless(shutil.which("g++"), "they are built by g++")
    def test_other_programs_compute_the_same_model(self):
        done = subprocess.run(["/usr/bin/python3", os.path.join(harness.SOURCE, "bench/others/compare.py"), harness.COGOV, "10000", "--rounds", "1"],
                              check=True, capture_output=True, text=True)
        rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("| ")][1:]
        names = {"cogov, sixteen runs side by side", "cogov, one run", "plain C++, an object an agent", "C++, arrays of floats"}
        self.assertEqual({name for name, _ in rows} - {"NumPy and SciPy"}, names)
        for name, cell in rows:
            self.assertAlmostEqual(float(cell.split()[-1]), 0.418, delta=0.002, msg=name)

    def test_a_busy_machine_is_told(self):
        """Beside loops that take the core that it may use."""
        core = str(min(os.sched_getaffinity(0)))
        loops = [subprocess.Popen(["taskset", "-c", core, "sh", "-c", "while :; do :; done"]) for _ in range(2)]
        try:
            command = ["taskset", "-c", core, harness.COGOV, "bench", "--residents", "600", "--seconds", "0.1", "--memory", "32M"]
            text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            done = subprocess.run([*command, "--format", "json"], check=True, capture_output=True, text=True)
            profile = subprocess.run([*command, "--profile"], check=True, capture_output=True, text=True).stdout
        finally:
            for loop in loops:
                loop.kill()
                loop.wait()
        for told in (text, done.stderr, profile):
            self.assertIn("THE MACHINE WAS BUSY: threads had ", told)
            self.assertIn("the load average before it began was", told)
            self.assertIn("What to do: end what else runs", told)
        others = json.loads(done.stdout)["others"]
        self.assertLess(others["share_had"], 0.8)
        self.assertIn("THE MACHINE WAS BUSY", others["warning"])

    def test_counts_the_cores_that_it_may_use(self):
        core = str(min(os.sched_getaffinity(0)))
        told = json.loads(subprocess.run(["taskset", "-c", core, harness.COGOV, "bench", "--residents", "600", *self.SOON,
                                          "--format", "json"], check=True, capture_output=True, text=True).stdout)
        self.assertEqual(told["machine"]["cores"], 1)
        self.assertEqual([limit["threads"] for limit in told["limits"]], [1])

    def test_keeps_to_the_memory_that_it_may_take(self):
        text = self.run_well("bench", "--residents", "600", "--seconds", "0.01", "--threads", "1", "--memory", "100K").out
        self.assertIn("no room", text)
        self.refused(harness.cogov("bench", "--profile", "--residents", "600", "--memory", "100K", cwd=self.here), "sixteen runs of 600 residents")

    def test_calls_agents_and_steps_as_the_model_does(self):
        harness.write(os.path.join(self.here, "s.toml"), 'model = "logit_contagion"\nagents = 640\nburn_in = 0\nweeks = 8\nreplicates = 2\n')
        text = self.run_well("bench", "s.toml", *self.SOON, "--threads", "1").out
        self.assertIn("sixteen runs of 640 agents", text)
        self.assertIn("M agent-weeks/s", text)
        self.assertIn("operations on 32-bit numbers", text)
        self.assertNotIn("resident", text)
        self.leaves("s.toml")

    def test_profile_tells_phases_that_add_up(self):
        told = json.loads(self.run_well("bench", "--profile", "--residents", "600", *self.SOON, "--format", "json").out)
        phases = {row["phase"]: row for row in told["nanoseconds"]}
        self.assertLessEqual({"trust", "luck", "service", "awareness", "choice", "habit", "communities", "observation"}, set(phases))
        for runs in ("sixteen_runs", "one_run"):
            self.assertAlmostEqual(sum(row[runs] for row in phases.values()) / told["whole"][runs], 1, 6)
            self.assertGreater(phases["trust"][runs], 0)
            self.assertGreater(told["bytes_moved"][runs], 0)
        self.assertGreater(told["whole"]["storage"], 0)
        self.assertGreater(told["of_copying"]["sixteen_runs"], 0)
        self.assertTrue(told["machine"]["processor"] and told["instruction_set"].startswith("x86-64-v"))
        text = self.run_well("bench", "--profile", "--residents", "600", *self.SOON).out
        self.assertIn("storage, besides", text)
        self.assertIn("what copying reaches here", text)
        self.leaves()

    def test_profile_of_a_model_that_does_not_tell_its_phases(self):
        harness.write(os.path.join(self.here, "s.toml"), 'model = "logit_contagion"\nagents = 640\nburn_in = 0\nweeks = 8\nreplicates = 2\n')
        self.assertEqual(json.loads(self.run_well("bench", "--profile", "s.toml", *self.SOON, "--format", "json").out)["nanoseconds"], [])
        done = self.run_well("bench", "--profile", "s.toml", *self.SOON)
        self.assertIn("does not tell its phases", done.out)
        self.leaves("s.toml")

    def test_mistakes(self):
        harness.write(os.path.join(self.here, "short.toml"), 'model = "logit_contagion"\nagents = 640\nburn_in = 0\nweeks = 3\nreplicates = 2\n')
        for words, said in ((["short.toml"], "4 weeks at least"), (["--profile", "short.toml"], "4 weeks at least"), (["--lanes", "1"], "--lanes"),
                            (["--residents", "10"], "--residents"), (["--profile", "--large"], "one town"), (["--seconds", "0"], "above 0"), (["--seconds", "1s"], "above 0"),
                            (["--residents", "600", "--large"], "--large is for the usual ones"), (["--points", "1"], "--points"),
                            (["--points", "20", "short.toml"], "--points are of a town"), (["--points", "20", "--profile"], "--points are of a town"),
                            (["--instruction-set", "v9"], "v9")):
            self.refused(harness.cogov("bench", *words, cwd=self.here), said)


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
