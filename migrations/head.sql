-- The tables of a new database, generated from the migrations by `python tools/schema.py`. The
-- search index is not included: the app creates it when it stores the first questions.

CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE learner (
	id INTEGER NOT NULL,
	name VARCHAR(120) NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_learner PRIMARY KEY (id),
	CONSTRAINT uq_learner_name UNIQUE (name)
);

CREATE TABLE pack (
	id INTEGER NOT NULL,
	name VARCHAR(80) NOT NULL,
	source VARCHAR(1000) NOT NULL,
	title VARCHAR(200) NOT NULL,
	fingerprint VARCHAR(64) NOT NULL,
	synced_at DATETIME NOT NULL,
	document JSON NOT NULL,
	CONSTRAINT pk_pack PRIMARY KEY (id),
	CONSTRAINT uq_pack_name UNIQUE (name)
);

CREATE TABLE attempt (
	id INTEGER NOT NULL,
	learner_id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	kind VARCHAR(12) NOT NULL,
	exam VARCHAR(40) NOT NULL,
	form INTEGER,
	title VARCHAR(200) NOT NULL,
	state VARCHAR(12) NOT NULL,
	repeat BOOLEAN NOT NULL,
	exam_day BOOLEAN NOT NULL,
	started_at DATETIME NOT NULL,
	ended_at DATETIME,
	allowed_seconds DOUBLE,
	used_seconds DOUBLE NOT NULL,
	position INTEGER NOT NULL,
	questions INTEGER NOT NULL,
	answered INTEGER NOT NULL,
	correct INTEGER,
	score INTEGER,
	prediction DOUBLE,
	parent_id INTEGER,
	holder VARCHAR(80),
	held_at DATETIME, boot VARCHAR(80), boot_seconds DOUBLE, blueprint JSON DEFAULT '{}' NOT NULL, on_demand BOOLEAN DEFAULT 0 NOT NULL,
	CONSTRAINT pk_attempt PRIMARY KEY (id),
	CONSTRAINT fk_attempt_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_attempt_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id),
	CONSTRAINT fk_attempt_parent_id_attempt FOREIGN KEY(parent_id) REFERENCES attempt (id) ON DELETE SET NULL
);

CREATE INDEX ix_attempt_learner_id_started_at ON attempt (learner_id, started_at);

CREATE INDEX ix_attempt_learner_id_state ON attempt (learner_id, state);

CREATE TABLE blueprint (
	id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	code VARCHAR(40) NOT NULL,
	position INTEGER NOT NULL,
	document JSON NOT NULL,
	CONSTRAINT pk_blueprint PRIMARY KEY (id),
	CONSTRAINT fk_blueprint_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE,
	CONSTRAINT uq_blueprint_pack_id_code UNIQUE (pack_id, code)
);

CREATE TABLE form (
	id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	exam VARCHAR(40) NOT NULL,
	number INTEGER NOT NULL,
	released DATE,
	CONSTRAINT pk_form PRIMARY KEY (id),
	CONSTRAINT fk_form_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE,
	CONSTRAINT uq_form_pack_id_exam_number UNIQUE (pack_id, exam, number)
);

CREATE TABLE question (
	id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	code VARCHAR(120) NOT NULL,
	topic VARCHAR(80) NOT NULL,
	level VARCHAR(10) NOT NULL,
	background BOOLEAN NOT NULL,
	template BOOLEAN NOT NULL,
	active BOOLEAN NOT NULL,
	digest VARCHAR(64) NOT NULL,
	revision_id INTEGER, shuffle INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT pk_question PRIMARY KEY (id),
	CONSTRAINT fk_question_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE,
	CONSTRAINT uq_question_pack_id_code UNIQUE (pack_id, code)
);

CREATE TABLE setting (
	learner_id INTEGER NOT NULL,
	name VARCHAR(60) NOT NULL,
	value TEXT NOT NULL,
	CONSTRAINT pk_setting PRIMARY KEY (learner_id, name),
	CONSTRAINT fk_setting_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE
);

CREATE TABLE exposure (
	learner_id INTEGER NOT NULL,
	question_id INTEGER NOT NULL,
	first_at DATETIME NOT NULL,
	last_at DATETIME NOT NULL,
	times INTEGER NOT NULL, flagged BOOLEAN DEFAULT 0 NOT NULL,
	CONSTRAINT pk_exposure PRIMARY KEY (learner_id, question_id),
	CONSTRAINT fk_exposure_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_exposure_question_id_question FOREIGN KEY(question_id) REFERENCES question (id) ON DELETE CASCADE
);

CREATE INDEX ix_exposure_question_id ON exposure (question_id);

CREATE TABLE form_question (
	form_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	question_id INTEGER NOT NULL,
	CONSTRAINT pk_form_question PRIMARY KEY (form_id, position),
	CONSTRAINT fk_form_question_form_id_form FOREIGN KEY(form_id) REFERENCES form (id) ON DELETE CASCADE,
	CONSTRAINT fk_form_question_question_id_question FOREIGN KEY(question_id) REFERENCES question (id) ON DELETE CASCADE
);

CREATE INDEX ix_form_question_question_id ON form_question (question_id);

CREATE TABLE mark (
	learner_id INTEGER NOT NULL,
	question_id INTEGER NOT NULL,
	bookmarked BOOLEAN NOT NULL,
	note TEXT NOT NULL, words TEXT DEFAULT '' NOT NULL,
	CONSTRAINT pk_mark PRIMARY KEY (learner_id, question_id),
	CONSTRAINT fk_mark_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_mark_question_id_question FOREIGN KEY(question_id) REFERENCES question (id) ON DELETE CASCADE
);

CREATE INDEX ix_mark_question_id ON mark (question_id);

CREATE TABLE question_service (
	question_id INTEGER NOT NULL,
	service VARCHAR(60) NOT NULL,
	CONSTRAINT pk_question_service PRIMARY KEY (question_id, service),
	CONSTRAINT fk_question_service_question_id_question FOREIGN KEY(question_id) REFERENCES question (id) ON DELETE CASCADE
);

CREATE TABLE question_skill (
	question_id INTEGER NOT NULL,
	exam VARCHAR(40) NOT NULL,
	position INTEGER NOT NULL,
	skill VARCHAR(10) NOT NULL, domain VARCHAR(10) DEFAULT '' NOT NULL, shuffle INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT pk_question_skill PRIMARY KEY (question_id, exam, position),
	CONSTRAINT fk_question_skill_question_id_question FOREIGN KEY(question_id) REFERENCES question (id) ON DELETE CASCADE
);

CREATE INDEX ix_question_skill_exam_position_skill_question_id ON question_skill (exam, position, skill, question_id);

CREATE TABLE revision (
	id INTEGER NOT NULL,
	question_id INTEGER NOT NULL,
	hash VARCHAR(16) NOT NULL,
	created_at DATETIME NOT NULL,
	document JSON NOT NULL,
	CONSTRAINT pk_revision PRIMARY KEY (id),
	CONSTRAINT fk_revision_question_id_question FOREIGN KEY(question_id) REFERENCES question (id) ON DELETE CASCADE,
	CONSTRAINT uq_revision_question_id_hash UNIQUE (question_id, hash)
);

CREATE TABLE complaint (
	id INTEGER NOT NULL,
	learner_id INTEGER NOT NULL,
	question_id INTEGER NOT NULL,
	revision_id INTEGER NOT NULL,
	at DATETIME NOT NULL,
	text TEXT NOT NULL,
	CONSTRAINT pk_complaint PRIMARY KEY (id),
	CONSTRAINT fk_complaint_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_complaint_question_id_question FOREIGN KEY(question_id) REFERENCES question (id) ON DELETE CASCADE,
	CONSTRAINT fk_complaint_revision_id_revision FOREIGN KEY(revision_id) REFERENCES revision (id)
);

CREATE TABLE response (
	id INTEGER NOT NULL,
	attempt_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	question_id INTEGER NOT NULL,
	revision_id INTEGER NOT NULL,
	domain VARCHAR(10),
	option_order VARCHAR(10) NOT NULL,
	chosen VARCHAR(10) NOT NULL,
	first_choice VARCHAR(10),
	changes INTEGER NOT NULL,
	flagged BOOLEAN NOT NULL,
	struck VARCHAR(10) NOT NULL,
	seconds DOUBLE NOT NULL,
	seen_at DATETIME,
	answered_at DATETIME,
	first_exposure BOOLEAN NOT NULL,
	confidence VARCHAR(10),
	correct BOOLEAN,
	cause VARCHAR(20),
	seed BIGINT, marked_at DATETIME,
	CONSTRAINT pk_response PRIMARY KEY (id),
	CONSTRAINT fk_response_attempt_id_attempt FOREIGN KEY(attempt_id) REFERENCES attempt (id) ON DELETE CASCADE,
	CONSTRAINT fk_response_question_id_question FOREIGN KEY(question_id) REFERENCES question (id),
	CONSTRAINT fk_response_revision_id_revision FOREIGN KEY(revision_id) REFERENCES revision (id),
	CONSTRAINT uq_response_attempt_id_position UNIQUE (attempt_id, position)
);

CREATE INDEX ix_response_revision_id ON response (revision_id);

CREATE TABLE belief (
	learner_id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	exam VARCHAR(40) NOT NULL,
	marked_at DATETIME NOT NULL,
	answers INTEGER NOT NULL,
	document JSON NOT NULL,
	CONSTRAINT pk_belief PRIMARY KEY (learner_id, pack_id, exam),
	CONSTRAINT fk_belief_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_belief_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE
);

CREATE TABLE confusion (
	learner_id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	chosen VARCHAR(120) NOT NULL,
	"key" VARCHAR(120) NOT NULL,
	count INTEGER NOT NULL,
	questions INTEGER NOT NULL,
	CONSTRAINT pk_confusion PRIMARY KEY (learner_id, pack_id, chosen, "key"),
	CONSTRAINT fk_confusion_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_confusion_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE
);

CREATE INDEX ix_confusion_learner_id_pack_id_count ON confusion (learner_id, pack_id, count);

CREATE TABLE study_day (
	learner_id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	day DATE NOT NULL,
	answers INTEGER NOT NULL,
	CONSTRAINT pk_study_day PRIMARY KEY (learner_id, pack_id, day),
	CONSTRAINT fk_study_day_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_study_day_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE
);

CREATE TABLE tally (
	learner_id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	topic VARCHAR(80) NOT NULL,
	correct INTEGER NOT NULL,
	total INTEGER NOT NULL,
	CONSTRAINT pk_tally PRIMARY KEY (learner_id, pack_id, topic),
	CONSTRAINT fk_tally_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_tally_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE
);

CREATE TABLE card (
	learner_id INTEGER NOT NULL,
	question_id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	stability DOUBLE NOT NULL,
	difficulty DOUBLE NOT NULL,
	last DATE NOT NULL,
	due DATE NOT NULL,
	was_due DATE,
	lucky BOOLEAN NOT NULL,
	sure_and_wrong BOOLEAN NOT NULL,
	times_sure_and_wrong INTEGER NOT NULL,
	missed BOOLEAN NOT NULL,
	unrecovered BOOLEAN NOT NULL,
	right_days INTEGER NOT NULL,
	right_day DATE,
	CONSTRAINT pk_card PRIMARY KEY (learner_id, question_id),
	CONSTRAINT fk_card_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_card_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE,
	CONSTRAINT fk_card_question_id_question FOREIGN KEY(question_id) REFERENCES question (id) ON DELETE CASCADE
);

CREATE INDEX ix_card_learner_id_pack_id_due_question_id ON card (learner_id, pack_id, due, question_id);

CREATE INDEX ix_card_learner_id_pack_id_last ON card (learner_id, pack_id, last);

CREATE INDEX ix_card_lucky ON card (learner_id, pack_id, due, question_id) WHERE lucky = 1;

CREATE INDEX ix_card_question_id ON card (question_id);

CREATE INDEX ix_card_sure_and_wrong ON card (learner_id, pack_id, due, question_id) WHERE sure_and_wrong = 1;

CREATE INDEX ix_card_unrecovered ON card (learner_id, pack_id, due, question_id) WHERE unrecovered = 1;

CREATE TABLE mix_up (
	learner_id INTEGER NOT NULL,
	question_id INTEGER NOT NULL,
	chosen VARCHAR(120) NOT NULL,
	"key" VARCHAR(120) NOT NULL,
	CONSTRAINT pk_mix_up PRIMARY KEY (learner_id, question_id, chosen, "key"),
	CONSTRAINT fk_mix_up_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_mix_up_question_id_question FOREIGN KEY(question_id) REFERENCES question (id) ON DELETE CASCADE
);

CREATE TABLE question_concept (
	question_id INTEGER NOT NULL,
	concept VARCHAR(120) NOT NULL,
	"key" BOOLEAN NOT NULL,
	CONSTRAINT pk_question_concept PRIMARY KEY (question_id, concept, "key"),
	CONSTRAINT fk_question_concept_question_id_question FOREIGN KEY(question_id) REFERENCES question (id) ON DELETE CASCADE
);

CREATE INDEX ix_question_concept_concept_key_question_id ON question_concept (concept, "key", question_id);

CREATE INDEX ix_exposure_flagged ON exposure (learner_id) WHERE flagged = 1;

CREATE INDEX ix_exposure_learner_id_last_at ON exposure (learner_id, last_at);

CREATE INDEX ix_question_pack_id_active_shuffle ON question (pack_id, active, shuffle);

CREATE INDEX ix_question_pack_id_topic_shuffle ON question (pack_id, topic, shuffle);

CREATE INDEX ix_question_skill_exam_position_domain_shuffle ON question_skill (exam, position, domain, shuffle);

CREATE INDEX ix_response_marked_at ON response (marked_at);

CREATE INDEX ix_response_question_id_seed ON response (question_id, seed);

CREATE INDEX ix_attempt_learner_id_pack_id_exam_form ON attempt (learner_id, pack_id, exam, form);

CREATE INDEX ix_attempt_learner_id_pack_id_kind_ended_at ON attempt (learner_id, pack_id, kind, ended_at);

CREATE TABLE summary (
	learner_id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	document TEXT NOT NULL,
	CONSTRAINT pk_summary PRIMARY KEY (learner_id, pack_id),
	CONSTRAINT fk_summary_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_summary_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE
);

CREATE TABLE search_text (
	question_id INTEGER NOT NULL,
	hash VARCHAR(16) NOT NULL,
	words TEXT NOT NULL,
	CONSTRAINT pk_search_text PRIMARY KEY (question_id),
	CONSTRAINT fk_search_text_question_id_question FOREIGN KEY(question_id) REFERENCES question (id) ON DELETE CASCADE
);

CREATE INDEX ix_question_pack_id_topic ON question (pack_id, topic);

CREATE INDEX ix_question_service_service_question_id ON question_service (service, question_id);

CREATE TABLE pack_setting (
	learner_id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	name VARCHAR(60) NOT NULL,
	value TEXT NOT NULL,
	CONSTRAINT pk_pack_setting PRIMARY KEY (learner_id, pack_id, name),
	CONSTRAINT fk_pack_setting_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_pack_setting_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE
);

CREATE TABLE "plan" (
	learner_id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	exam VARCHAR(40) NOT NULL,
	exam_date DATE NOT NULL,
	budget INTEGER NOT NULL,
	made DATE NOT NULL,
	day DATE NOT NULL,
	document JSON NOT NULL,
	CONSTRAINT pk_plan PRIMARY KEY (learner_id, pack_id),
	CONSTRAINT fk_plan_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_plan_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE
);

CREATE TABLE prediction (
	learner_id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	exam VARCHAR(40) NOT NULL,
	day DATE NOT NULL,
	mock DOUBLE NOT NULL,
	real DOUBLE NOT NULL,
	CONSTRAINT pk_prediction PRIMARY KEY (learner_id, pack_id, exam, day),
	CONSTRAINT fk_prediction_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_prediction_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE
);

CREATE TABLE result (
	id INTEGER NOT NULL,
	learner_id INTEGER NOT NULL,
	pack_id INTEGER NOT NULL,
	exam VARCHAR(40) NOT NULL,
	day DATE NOT NULL,
	passed BOOLEAN NOT NULL,
	score INTEGER,
	domains JSON NOT NULL,
	prediction DOUBLE,
	predicted_on DATE,
	entered_at DATETIME NOT NULL,
	CONSTRAINT pk_result PRIMARY KEY (id),
	CONSTRAINT fk_result_learner_id_learner FOREIGN KEY(learner_id) REFERENCES learner (id) ON DELETE CASCADE,
	CONSTRAINT fk_result_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE,
	CONSTRAINT uq_result_learner_id_pack_id_day UNIQUE (learner_id, pack_id, day)
);

CREATE TABLE concept (
	pack_id INTEGER NOT NULL,
	code VARCHAR(120) NOT NULL,
	name TEXT NOT NULL,
	text TEXT NOT NULL,
	reference TEXT NOT NULL,
	checked DATE NOT NULL,
	CONSTRAINT pk_concept PRIMARY KEY (pack_id, code),
	CONSTRAINT fk_concept_pack_id_pack FOREIGN KEY(pack_id) REFERENCES pack (id) ON DELETE CASCADE
);

CREATE TABLE question_check (
	question_id INTEGER NOT NULL,
	checked DATE NOT NULL,
	CONSTRAINT pk_question_check PRIMARY KEY (question_id),
	CONSTRAINT fk_question_check_question_id_question FOREIGN KEY(question_id) REFERENCES question (id) ON DELETE CASCADE
);

INSERT INTO alembic_version VALUES ('0006');
