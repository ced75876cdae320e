# What a host (an application with its settings, a worker), a plug-in (formats, gates, services, effects) or a notebook
# (flows, steps) imports from `engine`. This is the only list: __init__.py reads it. `@service` is in engine.registry
# alone: `engine.service` is a room of the engine.

from engine.application import Application as Application
from engine.core.case import Case as Case
from engine.core.case import Decision as Decision
from engine.core.case import Event as Event
from engine.core.case import Needs as Needs
from engine.core.case import Refusal as Refusal
from engine.core.decide import begin as begin
from engine.core.decide import decide as decide
from engine.core.machine import Machine as Machine
from engine.delivery.folder import load_folder as load_folder
from engine.delivery.smtp import MailSettings as MailSettings
from engine.language.load import Catalogue as Catalogue
from engine.language.load import load_catalogue as load_catalogue
from engine.language.load import load_flow as load_flow
from engine.language.model import Flow as Flow
from engine.problems import EngineError as EngineError
from engine.problems import Place as Place
from engine.problems import Problem as Problem
from engine.registry import Effect as Effect
from engine.registry import Format as Format
from engine.registry import Gate as Gate
from engine.registry import Registry as Registry
from engine.registry import Service as Service
from engine.registry import default_registry as default_registry
from engine.registry import effect as effect
from engine.registry import format as format
from engine.registry import gate as gate
from engine.settings import BadSettings as BadSettings
from engine.settings import Settings as Settings
from engine.settings import read_settings as read_settings
from engine.web.app import create_app as create_app
from engine.worker import Worker as Worker
from engine.worker import create_worker as create_worker
